package dev.shardproof.simulator.migration.progress;

import dev.shardproof.simulator.migration.port.Chunk;
import dev.shardproof.simulator.migration.port.ChunkReceipt;
import dev.shardproof.simulator.migration.port.MoveStream;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that the migrator did, for the event log.
 *
 * @param event a short name in snake case, e.g. {@code chunk_migrated}
 * @param source the source shard, where one is concerned
 * @param target the target shard, where one is concerned
 * @param range the key range, where one is concerned
 * @param rows how many rows, or -1
 * @param bytes how many bytes, or -1
 * @param took how long it took, where that means something
 * @param checksum of the bytes moved, in hexadecimal, or empty
 * @param details further figures, in reading order
 */
public record MigrationEvent(
        String event,
        Optional<ShardId> source,
        Optional<ShardId> target,
        Optional<KeyRange> range,
        long rows,
        long bytes,
        Optional<Duration> took,
        String checksum,
        Map<String, String> details) {

    public MigrationEvent {
        Objects.requireNonNull(event, "event is null");
        Objects.requireNonNull(source, "source is null");
        Objects.requireNonNull(target, "target is null");
        Objects.requireNonNull(range, "range is null");
        Objects.requireNonNull(took, "took is null");
        Objects.requireNonNull(checksum, "checksum is null");
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** An event that concerns the whole migration. */
    public static MigrationEvent of(String event, Map<String, String> details) {
        return new MigrationEvent(
                event, Optional.empty(), Optional.empty(), Optional.empty(), -1, -1, Optional.empty(), "", details);
    }

    /** An event that concerns one stream. */
    public static MigrationEvent of(String event, MoveStream stream, Map<String, String> details) {
        return new MigrationEvent(
                event,
                Optional.of(stream.source()),
                Optional.of(stream.target()),
                Optional.of(hull(stream)),
                -1,
                -1,
                Optional.empty(),
                "",
                details);
    }

    /** A chunk that was copied. */
    public static MigrationEvent chunk(MoveStream stream, Chunk chunk, ChunkReceipt receipt) {
        return new MigrationEvent(
                "chunk_migrated",
                Optional.of(stream.source()),
                Optional.of(stream.target()),
                Optional.of(hull(stream)),
                receipt.rows(),
                receipt.bytes(),
                Optional.of(receipt.took()),
                receipt.checksum(),
                Map.of("table", chunk.table(), "chunk", chunk.description()));
    }

    private static KeyRange hull(MoveStream stream) {
        return new KeyRange(
                stream.ranges().get(0).start(),
                stream.ranges().get(stream.ranges().size() - 1).end());
    }
}
