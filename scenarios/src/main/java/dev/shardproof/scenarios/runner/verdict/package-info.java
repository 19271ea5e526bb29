/**
 * How a run comes to its verdict: what its load has shown about itself, how fast and how good the service was, whether a
 * check of that stands on anything, and the one rule that makes a verdict of everything. Open
 * {@link dev.shardproof.scenarios.runner.verdict.VerdictRule} first, then
 * {@link dev.shardproof.scenarios.runner.verdict.LoadEvidence}. The data are judged in {@code judgement}.
 *
 * <p>Imports {@code spec}, {@code judgement}, {@code latency}, {@code calibration}, {@code doctor}, {@code wiring}, and what
 * these translate; {@code runner} calls it.
 */
package dev.shardproof.scenarios.runner.verdict;
