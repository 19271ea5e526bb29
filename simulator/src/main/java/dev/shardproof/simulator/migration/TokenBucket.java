package dev.shardproof.simulator.migration;

/**
 * Spreads bytes over time: a pure decision object, told the time by its caller. Not thread-safe.
 *
 * <p>The bucket holds a tenth of a second's worth at most, so the flow is smooth: a mean rate that is kept by long
 * bursts and long pauses hurts the application as much as no throttle at all.
 */
public final class TokenBucket {

    private static final double BURST_SECONDS = 0.1;

    private final double bytesPerNano;
    private final double capacity;
    private double tokens;
    private long lastNanos;

    /**
     * @param bytesPerSecond the rate, above 0
     * @param nowNanos the time now, on any monotonic clock
     */
    public TokenBucket(long bytesPerSecond, long nowNanos) {
        if (bytesPerSecond <= 0) {
            throw new IllegalArgumentException("a rate must be above 0, found " + bytesPerSecond);
        }
        this.bytesPerNano = bytesPerSecond / 1e9;
        this.capacity = bytesPerSecond * BURST_SECONDS;
        this.tokens = capacity;
        this.lastNanos = nowNanos;
    }

    /** Takes {@code bytes} and returns how many nanoseconds to wait before sending them. */
    public long take(long bytes, long nowNanos) {
        tokens = Math.min(capacity, tokens + (nowNanos - lastNanos) * bytesPerNano);
        lastNanos = nowNanos;
        tokens -= bytes;
        return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / bytesPerNano);
    }
}
