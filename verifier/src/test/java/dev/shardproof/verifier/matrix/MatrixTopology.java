package dev.shardproof.verifier.matrix;

import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.plan.Topology;
import java.util.ArrayList;
import java.util.List;

/**
 * From how many shards to how many. The shards hold the points below {@link #END} together; who owns the points above
 * takes no part, so that even a single shard can hold a row that is not its own.
 */
enum MatrixTopology {
    ONE_TO_TWO(1, 2),
    TWO_TO_THREE(2, 3),
    THREE_TO_ONE(3, 1);

    /** The end of the space that is resharded. */
    static final long END = 1L << 62;

    private static final long SPACE = 3 * (END / 2); // half of it: all of it does not fit a long

    private final int sources;
    private final int targets;

    MatrixTopology(int sources, int targets) {
        this.sources = sources;
        this.targets = targets;
    }

    int sources() {
        return sources;
    }

    int targets() {
        return targets;
    }

    /** Who owns what on the targets. */
    Topology onTargets() {
        List<OwnedRange> ranges = new ArrayList<>();
        for (int shard = 0; shard < targets; shard++) {
            ranges.add(new OwnedRange(range(targets, shard), Role.TARGET.shard(shard)));
        }
        return new Topology(KeySpace.HASHED, ranges);
    }

    /** The range of a shard where {@code shards} of them share the space evenly. */
    static KeyInterval range(int shards, int shard) {
        long end = start(shards, shard + 1);
        return shard == 0 ? KeyInterval.below(end) : KeyInterval.of(start(shards, shard), end);
    }

    /** Points that belong to another shard than the first target. */
    KeyInterval foreignToFirstTarget() {
        return targets == 1 ? KeyInterval.from(END) : range(targets, 1);
    }

    private static long start(int shards, int shard) {
        return Long.MIN_VALUE + SPACE / shards * shard * 2;
    }

    /** As reports have it. */
    @Override
    public String toString() {
        return sources + "→" + targets;
    }
}
