/**
 * Proof that the checks see what they claim to see: the user's own schema in a sandbox, with made-up rows and planted
 * damage. Open {@link dev.shardproof.verifier.selftest.SelfTest}.
 *
 * <p>Imports {@code verifier.source}, {@code verifier.table}, {@code verifier.plan}, {@code verifier.check} and
 * {@code verifier.report}. Knows nothing of servers: a {@link dev.shardproof.verifier.selftest.Sandbox} is given to it.
 */
package dev.shardproof.verifier.selftest;
