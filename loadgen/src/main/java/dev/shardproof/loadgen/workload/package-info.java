/**
 * What the applications do: pure generators that turn a random source into operations. Open
 * {@link dev.shardproof.loadgen.workload.Workload} first.
 *
 * <p>No IO and no clock. Imports the values of {@code verifier.history}, the JDK and Commons Math.
 */
package dev.shardproof.loadgen.workload;
