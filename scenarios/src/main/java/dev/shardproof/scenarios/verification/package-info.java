/**
 * What {@code shardproof verify} is asked to do: a plan file, flags, or both become one checked value. Open
 * {@link dev.shardproof.scenarios.verification.PlanReader} first.
 *
 * <p>Imports {@code verifier.plan}, {@code scenarios.server}, and of the scenario files what both kinds of file share:
 * {@code spec.yaml} and the notation of key ranges.
 */
package dev.shardproof.scenarios.verification;
