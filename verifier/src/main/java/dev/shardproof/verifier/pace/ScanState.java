package dev.shardproof.verifier.pace;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far all scans together are at one moment. What is not known is empty.
 *
 * @param rows rows read so far, both sides together
 * @param share the share of all pages that is read, 0 to 1
 * @param rowsPerSecond rows read in a second, lately
 * @param remaining how long the rest takes at that pace
 * @param table the table of which a chunk was read last
 * @param shard the shard of that chunk
 */
public record ScanState(
        long rows,
        OptionalDouble share,
        OptionalDouble rowsPerSecond,
        Optional<Duration> remaining,
        String table,
        String shard) {
    public ScanState {
        Objects.requireNonNull(share, "share is null");
        Objects.requireNonNull(rowsPerSecond, "rowsPerSecond is null");
        Objects.requireNonNull(remaining, "remaining is null");
        Objects.requireNonNull(table, "table is null");
        Objects.requireNonNull(shard, "shard is null");
    }
}
