package dev.shardproof.simulator.fault.client;

import java.io.IOException;
import java.time.Duration;

/**
 * Counts requests that were routed by an epoch that had been replaced when they began. The moment of a switch is when this
 * first sees the new epoch at the authority; healthy instances may lag behind it by their time to live and the time that it
 * takes to ask, and that much is allowed. Used by one thread at a time.
 */
final class StaleRequests implements SlidingProbe.Reading<Long> {

    static final Duration ALLOWED = Duration.ofSeconds(2);

    private final ApplicationRecords records;
    private final RequestLog log;
    private final ProbeClock clock;
    private long epoch;
    private long countFromMicros;
    private long stale;

    StaleRequests(ApplicationRecords records, ProbeClock clock) throws IOException {
        this.records = records;
        this.log = records.requests();
        this.clock = clock;
    }

    /** How many so far. */
    @Override
    public Long read() throws IOException {
        long present = records.epoch();
        if (present > epoch) {
            epoch = present;
            countFromMicros = clock.epochMicros() + ALLOWED.toNanos() / 1_000;
        }
        log.poll(request -> {
            if (request.epoch() > 0 && request.epoch() < epoch && request.invokedMicros() > countFromMicros) {
                stale++;
            }
        });
        return stale;
    }
}
