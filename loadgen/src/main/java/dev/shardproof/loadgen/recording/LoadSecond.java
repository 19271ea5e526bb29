package dev.shardproof.loadgen.recording;

/**
 * One second of a run.
 *
 * @param startMicros its first microsecond since the epoch, a whole second
 * @param offered how many operations were due in it
 * @param completed how many were acknowledged in it, whenever they were due
 * @param failed how many ended in it without being acknowledged, those not sent included
 * @param p50Micros the median of those that were due in it, see {@link LoadSummary}; 0 if none were due
 * @param p99Micros their 99th percentile; accuracy of both is two significant digits
 */
public record LoadSecond(long startMicros, long offered, long completed, long failed, long p50Micros, long p99Micros) {}
