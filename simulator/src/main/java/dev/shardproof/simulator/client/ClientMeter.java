package dev.shardproof.simulator.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts what an instance does, at the moment at which it does it. Thread-safe. */
final class ClientMeter {

    final LongAdder requests = new LongAdder();
    final LongAdder attempts = new LongAdder();
    final LongAdder attemptsBeyondLimit = new LongAdder();
    final LongAdder acknowledgedInTime = new LongAdder();
    final LongAdder retriesRefused = new LongAdder();
    final LongAdder hedges = new LongAdder();
    final LongAdder breakerRejected = new LongAdder();
    final LongAdder staleRequests = new LongAdder();
    private final LongAdder poolWaits = new LongAdder();
    private final LongAdder poolWaitNanos = new LongAdder();

    void poolWaited(long nanos) {
        poolWaits.increment();
        poolWaitNanos.add(nanos);
    }

    ClientCounts counts() {
        // The parts first and the whole last, so that no part is ever more than the whole.
        long beyond = attemptsBeyondLimit.sum();
        long inTime = acknowledgedInTime.sum();
        long refused = retriesRefused.sum();
        long hedged = hedges.sum();
        long rejected = breakerRejected.sum();
        long stale = staleRequests.sum();
        long waits = poolWaits.sum();
        long waitMicros = TimeUnit.NANOSECONDS.toMicros(poolWaitNanos.sum());
        long made = attempts.sum();
        return new ClientCounts(
                requests.sum(), made, beyond, inTime, refused, hedged, rejected, stale, waits, waitMicros);
    }
}
