package dev.shardproof.simulator.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Who owns which key range at one epoch. The ranges cover the whole key space without gap or overlap, or the
 * constructor throws; neighbours of one owner are joined, so that equal topologies are equal values.
 *
 * @param epoch grows by one with every change of ownership; at least 1
 * @param strategy how keys become points
 * @param owners the ranges in ascending order
 */
public record Topology(long epoch, ShardingStrategy strategy, List<Ownership> owners) {

    public Topology {
        Objects.requireNonNull(strategy, "strategy is null");
        if (epoch < 1) {
            throw new IllegalArgumentException("epoch must be at least 1, found " + epoch);
        }
        owners = normalised(owners);
    }

    /** The shard that owns the point. */
    public ShardId ownerOf(long point) {
        int low = 0;
        int high = owners.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (owners.get(middle).range().first() <= point) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return owners.get(low).shard();
    }

    /** The shards that own anything, in the order of their first range. */
    public Set<ShardId> shards() {
        Set<ShardId> shards = new LinkedHashSet<>();
        owners.forEach(owner -> shards.add(owner.shard()));
        return shards;
    }

    /** The ranges of one shard, ascending; empty if it owns none. */
    public List<KeyRange> rangesOf(ShardId shard) {
        return owners.stream()
                .filter(owner -> owner.shard().equals(shard))
                .map(Ownership::range)
                .toList();
    }

    /**
     * The topology after the plan, one epoch later.
     *
     * @throws IllegalArgumentException if a move takes a range from a shard that does not own all of it
     */
    public Topology apply(ReshardPlan plan) {
        List<Ownership> next = new ArrayList<>(owners);
        for (Move move : plan.moves()) {
            List<Ownership> after = new ArrayList<>();
            for (Ownership owner : next) {
                if (!owner.range().intersects(move.range())) {
                    after.add(owner);
                    continue;
                }
                if (!owner.shard().equals(move.source())) {
                    throw new IllegalArgumentException("the move of %s from %s to %s is impossible: %s owns %s"
                            .formatted(move.range(), move.source(), move.target(), owner.shard(), owner.range()));
                }
                long first = Math.max(owner.range().first(), move.range().first());
                long last = Math.min(owner.range().last(), move.range().last());
                if (first > owner.range().first()) {
                    after.add(new Ownership(KeyRange.between(owner.range().first(), first - 1), owner.shard()));
                }
                after.add(new Ownership(KeyRange.between(first, last), move.target()));
                if (last < owner.range().last()) {
                    after.add(new Ownership(
                            KeyRange.between(last + 1, owner.range().last()), owner.shard()));
                }
            }
            next = after;
        }
        return new Topology(epoch + 1, strategy, next);
    }

    private static List<Ownership> normalised(List<Ownership> owners) {
        if (owners.isEmpty()) {
            throw new IllegalArgumentException("a topology needs at least one shard");
        }
        List<Ownership> sorted = new ArrayList<>(owners);
        sorted.sort(Comparator.comparing(Ownership::range));
        List<Ownership> joined = new ArrayList<>();
        long expected = Long.MIN_VALUE;
        boolean reachedTheTop = false;
        for (Ownership owner : sorted) {
            long first = owner.range().first();
            if (reachedTheTop || first < expected) {
                throw new IllegalArgumentException("key %d is owned twice: range %s of %s overlaps its neighbour"
                        .formatted(first, owner.range(), owner.shard()));
            }
            if (first > expected) {
                throw new IllegalArgumentException(
                        "no shard owns the keys from %d to %d".formatted(expected, first - 1));
            }
            reachedTheTop = owner.range().end().isEmpty();
            expected = reachedTheTop ? Long.MAX_VALUE : owner.range().last() + 1;
            Ownership previous = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (previous != null && previous.shard().equals(owner.shard())) {
                KeyRange both =
                        new KeyRange(previous.range().start(), owner.range().end());
                joined.set(joined.size() - 1, new Ownership(both, owner.shard()));
            } else {
                joined.add(owner);
            }
        }
        if (!reachedTheTop) {
            throw new IllegalArgumentException("no shard owns the keys from %d up".formatted(expected));
        }
        return List.copyOf(joined);
    }
}
