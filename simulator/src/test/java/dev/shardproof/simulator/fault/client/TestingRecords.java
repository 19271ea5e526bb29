package dev.shardproof.simulator.fault.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What applications write down, as a test says, on a clock that only moves when somebody waits. */
final class TestingRecords implements ApplicationRecords, ProbeClock {

    private static final long START_MICROS = 1_700_000_000_000_000L;

    long epoch = 1;
    long sessions;
    Activity activity = new Activity(0, 0, 0);
    Runnable eachStep = () -> {};
    private final List<RequestLog.Request> ended = new ArrayList<>();
    private long nanos = 42;

    /** A request that begins now, and has ended. */
    void request(long itsEpoch, long key) {
        ended.add(new RequestLog.Request(epochMicros(), itsEpoch, key));
    }

    @Override
    public Activity activity() {
        return activity;
    }

    @Override
    public RequestLog requests() {
        int[] next = {0};
        return consumer -> {
            while (next[0] < ended.size()) {
                consumer.accept(ended.get(next[0]++));
            }
        };
    }

    @Override
    public long sessions() {
        return sessions;
    }

    @Override
    public long epoch() throws IOException {
        if (epoch < 0) {
            throw new IOException("gone");
        }
        return epoch;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public long epochMicros() {
        return START_MICROS + nanos / 1_000;
    }

    /** In steps of 10 ms. */
    @Override
    public void pass(Duration duration) {
        long end = nanos + duration.toNanos();
        while (nanos < end) {
            nanos = Math.min(end, nanos + 10_000_000);
            eachStep.run();
        }
    }
}
