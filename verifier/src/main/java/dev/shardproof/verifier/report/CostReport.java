package dev.shardproof.verifier.report;

import java.time.Duration;
import java.util.Objects;

/**
 * What the verification itself cost.
 *
 * @param rowsRead rows that the servers hashed or handed over, both sides together
 * @param bytesReceived bytes that came over the wire; -1 if not measured
 * @param statements how many statements were sent
 * @param reading how long scans ran, from the first to the last
 * @param longestSnapshot for how long the oldest snapshot was held
 * @param paused for how long it waited on purpose: throttle, pause file, lag, latency
 */
public record CostReport(
        long rowsRead,
        long bytesReceived,
        long statements,
        Duration reading,
        Duration longestSnapshot,
        Duration paused) {
    public CostReport {
        Objects.requireNonNull(reading, "reading is null");
        Objects.requireNonNull(longestSnapshot, "longestSnapshot is null");
        Objects.requireNonNull(paused, "paused is null");
    }

    /** Rows read in a second of reading; 0 if nothing was read. */
    public long rowsPerSecond() {
        return reading.toMillis() == 0 ? 0 : rowsRead * 1000 / reading.toMillis();
    }
}
