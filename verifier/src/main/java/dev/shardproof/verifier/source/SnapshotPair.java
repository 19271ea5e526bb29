package dev.shardproof.verifier.source;

import dev.shardproof.verifier.dialect.Dialect;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.source.SnapshotSet.Prepared;
import java.util.List;
import java.util.Objects;

/**
 * The snapshots of two sides of which the second should hold what the first holds; the second side's are the later ones.
 *
 * <p>Thread-safe, as {@link SnapshotSet} is.
 */
public record SnapshotPair(SnapshotSet sources, SnapshotSet targets) implements AutoCloseable {

    public SnapshotPair {
        Objects.requireNonNull(sources, "sources is null");
        Objects.requireNonNull(targets, "targets is null");
    }

    /**
     * The shards of one side.
     *
     * @param settings how their tables are to be scanned
     */
    public record Shards(List<ShardDatabase> databases, ScanSettings settings) {
        public Shards {
            databases = List.copyOf(databases);
            Objects.requireNonNull(settings, "settings is null");
        }
    }

    /**
     * Connects to all shards of both sides at once, then freezes all sources at once, then all targets.
     *
     * @throws SourceException if a shard can not be reached; no session is left then
     * @throws IllegalArgumentException if a side has no shard, or two of one name
     */
    public static SnapshotPair open(Shards sources, Shards targets, Dialect dialect, SessionLimits limits)
            throws SourceException, InterruptedException {
        try (Prepared left = new Prepared(sources.databases(), dialect, limits, sources.settings());
                Prepared right = new Prepared(targets.databases(), dialect, limits, targets.settings())) {
            SnapshotSet.connect(List.of(left, right));
            SnapshotSet taken = left.take();
            try {
                return new SnapshotPair(taken, right.take());
            } catch (SourceException | InterruptedException | RuntimeException e) {
                taken.close();
                throw e;
            }
        }
    }

    /** Ends every session; nothing is left on the servers. */
    @Override
    public void close() {
        targets.close();
        sources.close();
    }
}
