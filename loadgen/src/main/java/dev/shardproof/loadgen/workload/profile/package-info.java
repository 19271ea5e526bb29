/**
 * The profiles that bring the check which can judge them: every operation says what it means and sees, so that a judge of
 * the history knows what must be there in the end. Open {@link
 * dev.shardproof.loadgen.workload.profile.RegisterWorkload} first. Each runs on the data set of the same name; {@link
 * dev.shardproof.loadgen.workload.CheckoutWorkload} is the oldest of them.
 *
 * <p>Imports {@code loadgen.workload}, {@code loadgen.workload.key} and the values of {@code verifier.history}.
 */
package dev.shardproof.loadgen.workload.profile;
