/**
 * An open-model load driver, whatever releases its operations: which operation is due when, who executes it, what
 * became of it. Open {@link dev.shardproof.loadgen.driver.Dispatcher} first; {@link
 * dev.shardproof.loadgen.driver.Target} is the port that the wiring implements.
 *
 * <p>Imports {@code loadgen.workload} and {@code verifier.history}, and neither Gatling nor Scala.
 */
package dev.shardproof.loadgen.driver;
