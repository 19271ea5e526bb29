/**
 * AssertJ assertions for tests that verify databases: open
 * {@link dev.shardproof.verifier.assertj.VerificationAssertions}.
 *
 * <p>Imports {@code verifier.report}, {@code verifier.check} and AssertJ, which is an optional dependency: who uses this
 * package has AssertJ already.
 */
package dev.shardproof.verifier.assertj;
