package dev.shardproof.simulator.fault.wire.toxic;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Drops every byte, and closes the connection after {@code timeout} milliseconds without any; with 0 it stays a black hole
 * until the toxic is removed. Removing it closes the connections that it acted on: their streams have holes.
 */
final class TimeoutToxic implements Toxic {

    private final long timeoutMillis;

    TimeoutToxic(Map<String, Long> attributes) {
        timeoutMillis = attributes.get("timeout");
    }

    @Override
    public void pass(Chunk chunk, Lane lane) {
        // Nothing: the bytes fall on the floor.
    }

    @Override
    public boolean end(long arrivedNanos, Lane lane) throws IOException {
        throw lane.close();
    }

    @Override
    public Optional<Duration> closesAfterSilence() {
        return timeoutMillis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(timeoutMillis));
    }

    @Override
    public boolean dropsBytes() {
        return true;
    }
}
