/**
 * A load driver in an open or a closed model, whoever starts it: which operation is due when, who executes it and what
 * became of it. Open {@link dev.shardproof.loadgen.driver.Dispatcher} first; {@link dev.shardproof.loadgen.driver.Target}
 * is the port that the wiring implements. How well the schedule was kept stands in {@code driver.punctuality}.
 *
 * <p>Imports {@code loadgen.driver.punctuality}, {@code loadgen.shape}, {@code loadgen.workload} and
 * {@code verifier.history}, and neither Gatling nor Scala.
 */
package dev.shardproof.loadgen.driver;
