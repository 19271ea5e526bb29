package dev.shardproof.reports.run;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a migration did.
 *
 * @param id the migration's identity, as in the event log
 * @param migrator who performed it: {@code online} or {@code command}
 * @param finalState the state in which it ended, e.g. {@code COMPLETED}
 * @param phases its phases, in time order
 * @param streams the copies, one a pair of source and target
 * @param writePauseMillis for how long writes were fenced at the cut-over; empty if it was not reached
 * @param lagAtCutOverBytes replication lag when the fence went up; empty if it was not reached
 * @param reverseReplicationReady whether the way back stood open after the cut-over
 * @param cleanUpDone whether the moved rows were removed from their sources
 * @param rowsRemoved how many that were
 * @param plantedDefect the defect that the scenario asked for, if any
 */
public record MigrationReport(
        String id,
        String migrator,
        String finalState,
        List<Phase> phases,
        List<Stream> streams,
        OptionalLong writePauseMillis,
        OptionalLong lagAtCutOverBytes,
        boolean reverseReplicationReady,
        boolean cleanUpDone,
        long rowsRemoved,
        Optional<String> plantedDefect) {

    public MigrationReport {
        Require.text(id, "id");
        Require.text(migrator, "migrator");
        Require.text(finalState, "finalState");
        phases = List.copyOf(phases);
        streams = List.copyOf(streams);
        Objects.requireNonNull(writePauseMillis, "writePauseMillis is null");
        Objects.requireNonNull(lagAtCutOverBytes, "lagAtCutOverBytes is null");
        Require.notNegative(writePauseMillis.orElse(0), "writePauseMillis");
        Require.notNegative(lagAtCutOverBytes.orElse(0), "lagAtCutOverBytes");
        Require.notNegative(rowsRemoved, "rowsRemoved");
        Objects.requireNonNull(plantedDefect, "plantedDefect is null");
    }

    /**
     * One phase.
     *
     * @param name the name, e.g. {@code copying}
     * @param start when it began
     * @param end when it ended; empty if the run ended first
     */
    public record Phase(String name, Instant start, Optional<Instant> end) {
        public Phase {
            Require.text(name, "name");
            Require.inOrder(start, end, "phase " + name);
        }
    }

    /**
     * What was copied from one source to one target.
     *
     * @param source the source
     * @param target the target
     * @param rows copied rows
     * @param bytes copied bytes, as they went over the wire
     * @param chunks copied chunks
     * @param megabytesPerSecond mean pace of the copy, in 10<sup>6</sup> bytes a second
     */
    public record Stream(String source, String target, long rows, long bytes, long chunks, double megabytesPerSecond) {
        public Stream {
            Require.text(source, "source");
            Require.text(target, "target");
            Require.notNegative(rows, "rows");
            Require.notNegative(bytes, "bytes");
            Require.notNegative(chunks, "chunks");
            Require.finite(megabytesPerSecond, "megabytesPerSecond");
        }
    }
}
