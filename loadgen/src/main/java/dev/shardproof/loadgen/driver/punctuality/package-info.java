/**
 * How well the driver kept its schedule, and whose fault it is where it did not: measured, summed up and kept in a file.
 * Open {@link dev.shardproof.loadgen.driver.punctuality.Punctuality} first.
 *
 * <p>Imports HdrHistogram, slf4j and the JDK.
 */
package dev.shardproof.loadgen.driver.punctuality;
