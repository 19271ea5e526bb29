/**
 * A load driver in an open or a closed model, whoever starts it: which operation is due when, who executes it, what
 * became of it, and how well the driver kept its schedule. Open {@link dev.shardproof.loadgen.driver.Dispatcher} first; {@link
 * dev.shardproof.loadgen.driver.Target} is the port that the wiring implements.
 *
 * <p>Imports {@code loadgen.shape}, {@code loadgen.workload} and {@code verifier.history}, and neither Gatling nor Scala.
 */
package dev.shardproof.loadgen.driver;
