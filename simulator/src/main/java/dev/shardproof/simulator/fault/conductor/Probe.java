package dev.shardproof.simulator.fault.conductor;

import java.io.IOException;

/** Measures the round trip on one link, independent of the workload. */
@FunctionalInterface
public interface Probe {

    /**
     * One round trip, in microseconds.
     *
     * @throws IOException if there was no answer in time, or not the expected one
     */
    long roundTripMicros() throws IOException;
}
