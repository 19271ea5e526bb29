package dev.shardproof.loadgen.driver.punctuality;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Measures how well the driver keeps its schedule. Thread-safe; operations are counted without a lock. */
public final class PunctualityMeter {

    private static final long WAITED_FROM_MICROS = 1_000;

    private final Recorder own = new Recorder(3);
    private final Recorder waits = new Recorder(2);
    private final LongAdder notSent = new LongAdder();
    private final LongAdder ownNotSent = new LongAdder();

    // What follows is guarded by this.
    private final Histogram ownInAll = autoResizing(3);
    private final Histogram waitsInAll = autoResizing(2);
    private final long begin;
    private long lastTaken;
    private long notSentTaken;
    private long ownNotSentTaken;
    private long pause;
    private long pauseInAll;

    /** @param nowMicros since the epoch */
    public PunctualityMeter(long nowMicros) {
        this.begin = nowMicros;
        this.lastTaken = nowMicros;
    }

    private static Histogram autoResizing(int digits) {
        Histogram histogram = new Histogram(digits);
        histogram.setAutoResize(true);
        return histogram;
    }

    /**
     * An operation begins.
     *
     * @param ownMicros how late it is by the driver's own fault
     * @param waitMicros how long it waited for a thread that was busy with the target
     */
    public void sent(long ownMicros, long waitMicros) {
        own.recordValue(ownMicros);
        if (waitMicros > WAITED_FROM_MICROS) {
            waits.recordValue(waitMicros);
        }
    }

    /** An operation was given up unsent. */
    public void notSent(boolean ownFault) {
        (ownFault ? ownNotSent : notSent).increment();
    }

    /** A thread that only sleeps woke up so late. */
    public synchronized void paused(long micros) {
        pause = Math.max(pause, micros);
    }

    /** What has happened since the last call. */
    public synchronized Punctuality take(long nowMicros) {
        Histogram ownNow = own.getIntervalHistogram();
        Histogram waitsNow = waits.getIntervalHistogram();
        ownInAll.add(ownNow);
        waitsInAll.add(waitsNow);
        long notSentNow = notSent.sum();
        long ownNotSentNow = ownNotSent.sum();
        Punctuality taken = punctuality(
                lastTaken,
                nowMicros,
                ownNow,
                waitsNow,
                notSentNow - notSentTaken,
                ownNotSentNow - ownNotSentTaken,
                pause);
        lastTaken = Math.max(lastTaken, nowMicros);
        notSentTaken = notSentNow;
        ownNotSentTaken = ownNotSentNow;
        pauseInAll = Math.max(pauseInAll, pause);
        pause = 0;
        return taken;
    }

    /** What has been taken in all. */
    public synchronized Punctuality inAll() {
        return punctuality(begin, lastTaken, ownInAll, waitsInAll, notSentTaken, ownNotSentTaken, pauseInAll);
    }

    private static Punctuality punctuality(
            long start, long end, Histogram own, Histogram waits, long notSent, long ownNotSent, long pause) {
        boolean any = own.getTotalCount() > 0;
        return new Punctuality(
                start,
                Math.max(start, end),
                own.getTotalCount(),
                any ? own.getValueAtPercentile(50) : 0,
                any ? own.getValueAtPercentile(99) : 0,
                any ? own.getMaxValue() : 0,
                any ? countFrom(own, Punctuality.LATE_MICROS) : 0,
                waits.getTotalCount(),
                waits.getTotalCount() == 0 ? 0 : waits.getMaxValue(),
                notSent,
                ownNotSent,
                pause);
    }

    private static long countFrom(Histogram histogram, long micros) {
        return histogram.getMaxValue() < micros ? 0 : histogram.getCountBetweenValues(micros, histogram.getMaxValue());
    }
}
