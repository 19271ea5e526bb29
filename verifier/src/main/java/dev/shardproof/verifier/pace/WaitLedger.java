package dev.shardproof.verifier.pace;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long was waited, by reason. Time in which several scans wait for one reason counts once, so that the sum is wall
 * time. Thread-safe.
 */
final class WaitLedger {

    private static final class Span {
        private int waiters;
        private long since;
        private long total;

        void begin(long now) {
            if (waiters++ == 0) {
                since = now;
            }
        }

        void end(long now) {
            if (--waiters == 0) {
                total += now - since;
            }
        }

        Duration until(long now) {
            return Duration.ofNanos(total + (waiters > 0 ? now - since : 0));
        }
    }

    private final LongSupplier nanoTime;
    private final Map<WaitReason, Span> byReason = new EnumMap<>(WaitReason.class);
    private final Span all = new Span();

    WaitLedger(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void begin(WaitReason reason) {
        long now = nanoTime.getAsLong();
        byReason.computeIfAbsent(reason, any -> new Span()).begin(now);
        all.begin(now);
    }

    synchronized void end(WaitReason reason) {
        long now = nanoTime.getAsLong();
        byReason.get(reason).end(now);
        all.end(now);
    }

    synchronized Map<WaitReason, Duration> byReason() {
        long now = nanoTime.getAsLong();
        Map<WaitReason, Duration> waited = new EnumMap<>(WaitReason.class);
        byReason.forEach((reason, span) -> waited.put(reason, span.until(now)));
        return waited;
    }

    /** Time in which anybody waited for anything. */
    synchronized Duration total() {
        return all.until(nanoTime.getAsLong());
    }
}
