/**
 * The load driver as a process of its own: how the harness starts it, tells it what to do
 * and stops it, and how the driver hears that. Open
 * {@link dev.shardproof.loadgen.process.LoadDriverProcess} first; {@link
 * dev.shardproof.loadgen.process.DriverControl} is its counterpart in the child.
 *
 * <p>Imports {@code loadgen.driver} and the JDK.
 */
package dev.shardproof.loadgen.process;
