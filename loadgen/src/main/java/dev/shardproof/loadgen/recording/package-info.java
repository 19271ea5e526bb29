/**
 * From a history to figures: latency from the intended start and counts, by phase, by shard and by second. Open {@link
 * dev.shardproof.loadgen.recording.LoadRecording} first.
 *
 * <p>Imports {@code verifier.history} and HdrHistogram.
 */
package dev.shardproof.loadgen.recording;
