/**
 * Who watches over leases: a small process beside the run, which heals what the run does not heal because it is dead or stuck,
 * and what a later run does where that process is dead too. Open
 * {@link dev.shardproof.simulator.fault.watchdog.WatchedLeases} first (the harness's end), then {@code Watchdog} (the other
 * process) and {@code Healing} (how each action is carried out).
 *
 * <p>Imports {@code fault.lease} and {@code cluster.registry}. What {@code WatchdogMain} reaches is kept small, for it is a
 * process of its own beside every run.
 */
package dev.shardproof.simulator.fault.watchdog;
