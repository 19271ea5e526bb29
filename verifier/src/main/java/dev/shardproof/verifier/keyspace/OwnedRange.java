package dev.shardproof.verifier.keyspace;

import java.util.List;
import java.util.Objects;

/**
 * A range of keys and the shard that should hold it.
 *
 * @param interval the range
 * @param shard the name of its shard
 */
public record OwnedRange(KeyInterval interval, String shard) {
    public OwnedRange {
        Objects.requireNonNull(interval, "interval is null");
        Objects.requireNonNull(shard, "shard is null");
    }

    /** All rows that {@code ranges} give to {@code shard}. */
    public static Slice sliceOf(String shard, List<OwnedRange> ranges) {
        return new Slice(ranges.stream()
                .filter(range -> range.shard().equals(shard))
                .map(OwnedRange::interval)
                .toList());
    }
}
