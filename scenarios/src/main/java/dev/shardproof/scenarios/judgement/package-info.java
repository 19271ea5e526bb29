/**
 * Judges the data of a run: what the migrator did and when, the rows as they stood behind the fences, and the checks that are
 * run on them. Open {@link dev.shardproof.scenarios.judgement.Judge} first, then
 * {@link dev.shardproof.scenarios.judgement.MigrationJournal}.
 *
 * <p>Imports {@code spec} and {@code wiring}, and what these translate; {@code runner} calls it.
 */
package dev.shardproof.scenarios.judgement;
