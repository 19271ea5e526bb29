/**
 * A judge that looks at a part and says how much it can promise of the whole. Open
 * {@link dev.shardproof.verifier.sample.SampledChecksum} first, {@link dev.shardproof.verifier.sample.SamplePlan} for the
 * statistics.
 *
 * <p>Imports {@code verifier.compare}, {@code verifier.source}, {@code verifier.check}, Commons Math.
 */
package dev.shardproof.verifier.sample;
