/**
 * The verifier as one call: sources, targets and a plan in, a report out. Open
 * {@link dev.shardproof.verifier.verification.Verification}.
 *
 * <p>Imports the whole verifier; nothing in it imports this package.
 */
package dev.shardproof.verifier.verification;
