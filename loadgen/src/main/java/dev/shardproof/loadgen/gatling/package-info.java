/**
 * Gatling as the frame in which a load runs and the engine that reports on it; also runs users' own simulations. Open {@link
 * dev.shardproof.loadgen.gatling.GatlingLoad} first.
 *
 * <p>The only package that imports {@code io.gatling} or {@code scala}; imports {@code loadgen.driver}, {@code
 * loadgen.workload} and {@code verifier.history} besides. It belongs into a JVM of its own: Gatling sets system
 * properties, stops the logging when it ends and needs a flag of the JVM (see {@code loadgen.process}).
 */
package dev.shardproof.loadgen.gatling;
