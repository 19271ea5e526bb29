package dev.shardproof.simulator.migration.progress;

import dev.shardproof.simulator.migration.port.MoveStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a migration came to.
 *
 * @param state where it ended
 * @param streams what each stream copied
 * @param writePause how long writes to the moving ranges were refused, if they were
 * @param lagAtFenceBytes log unconfirmed when the fence rose, the largest of all streams, or -1
 * @param reverseReady whether a marker travelled the way back after the switch
 * @param rowsRemoved rows that clean-up removed from the sources, or -1 if it did not run
 */
public record MigrationSummary(
        MigrationState state,
        List<StreamSummary> streams,
        Optional<Duration> writePause,
        long lagAtFenceBytes,
        boolean reverseReady,
        long rowsRemoved) {

    /**
     * What one stream copied.
     *
     * @param stream from where to where
     * @param rows rows
     * @param bytes bytes on the wire
     * @param chunks chunks
     * @param took wall time of the copy
     */
    public record StreamSummary(MoveStream stream, long rows, long bytes, long chunks, Duration took) {}

    public MigrationSummary {
        Objects.requireNonNull(state, "state is null");
        Objects.requireNonNull(writePause, "writePause is null");
        streams = List.copyOf(streams);
    }
}
