/**
 * Whether an application came back after it was disturbed, or stays in a collapse that keeps itself going. Pure statistics
 * over counts by second. Open {@link dev.shardproof.verifier.recovery.RecoveryCheck}.
 *
 * <p>Imports {@code verifier.check} and {@code verifier.history}.
 */
package dev.shardproof.verifier.recovery;
