package dev.shardproof.simulator.migration;

import java.time.Duration;
import java.util.Objects;

/**
 * Decides whether a stream is close enough to its source to cut over: a pure decision.
 *
 * <p>Both must hold: little log is unconfirmed, and a marker came through quickly. Bytes alone are fooled by a link
 * that is idle because it is broken; markers alone by a stream that is slow but steady.
 *
 * @param maxLagBytes unconfirmed log at most
 * @param maxMarkerDelay how long the last marker may have taken
 */
public record LagGate(long maxLagBytes, Duration maxMarkerDelay) {

    public LagGate {
        Objects.requireNonNull(maxMarkerDelay, "maxMarkerDelay is null");
        if (maxLagBytes < 0) {
            throw new IllegalArgumentException("maxLagBytes is negative: " + maxLagBytes);
        }
    }

    /** Whether the gate is open. */
    public boolean open(long lagBytes, Duration markerDelay) {
        return lagBytes <= maxLagBytes && markerDelay.compareTo(maxMarkerDelay) <= 0;
    }
}
