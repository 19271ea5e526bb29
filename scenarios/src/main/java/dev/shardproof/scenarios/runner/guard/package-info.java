/**
 * The guards of a run on duty: they take readings, decide, and act on the migration, which they may slow down, pause, end
 * or take back. Open {@link dev.shardproof.scenarios.runner.guard.GuardDuty} first, then
 * {@link dev.shardproof.scenarios.runner.guard.GuardedMigration}.
 *
 * <p>Imports {@code spec}, {@code judgement}, {@code simulator.migration}, {@code verifier.guard}, which decides, and the
 * report's rows for guards; {@code runner} calls it.
 */
package dev.shardproof.scenarios.runner.guard;
