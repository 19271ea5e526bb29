package dev.shardproof.loadgen.driver;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks a load to end in an orderly way before its time. Thread-safe; it can not be taken back. */
public final class StopSignal {

    private final CountDownLatch requested = new CountDownLatch(1);

    /** Asks for the end; further calls do nothing. */
    public void request() {
        requested.countDown();
    }

    /** Whether the end is asked for. */
    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits until the end is asked for, or the time is over; says whether it was asked for. */
    public boolean await(Duration timeout) throws InterruptedException {
        return requested.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
}
