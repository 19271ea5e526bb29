package dev.shardproof.simulator.migration;

import dev.shardproof.simulator.migration.port.Defect;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How a migration is to be done.
 *
 * @param throttleBytesPerSecond the copy's pace over all streams, or empty for as fast as it goes
 * @param lagGate when the cut-over may begin
 * @param catchUpTimeout how long the lag gate may stay shut before the migration is aborted
 * @param fenceTimeout how long the fence may wait for open transactions, and then for the last changes to arrive
 * @param cutOverAttempts how many times a cut-over is tried before the migration is aborted
 * @param defect what goes wrong on purpose
 */
public record MigrationSettings(
        OptionalLong throttleBytesPerSecond,
        LagGate lagGate,
        Duration catchUpTimeout,
        Duration fenceTimeout,
        int cutOverAttempts,
        Defect defect) {
    public MigrationSettings {
        Objects.requireNonNull(throttleBytesPerSecond, "throttleBytesPerSecond is null");
        Objects.requireNonNull(lagGate, "lagGate is null");
        Objects.requireNonNull(catchUpTimeout, "catchUpTimeout is null");
        Objects.requireNonNull(fenceTimeout, "fenceTimeout is null");
        Objects.requireNonNull(defect, "defect is null");
        if (cutOverAttempts < 1) {
            throw new IllegalArgumentException("cutOverAttempts must be at least 1, found " + cutOverAttempts);
        }
    }
}
