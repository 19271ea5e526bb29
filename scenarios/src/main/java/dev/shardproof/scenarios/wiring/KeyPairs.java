package dev.shardproof.scenarios.wiring;

import dev.shardproof.loadgen.workload.profile.AccountPairs;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.ShardingStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Pairs of keys that live on one shard, before a reshard and after it. Keys that are neighbours in the key space make a
 * pair, so that few are parted by a boundary; those that would be have no partner.
 *
 * @param keys the keys of pair i are at 2i and 2i + 1
 */
record KeyPairs(List<Long> keys) {

    KeyPairs {
        keys = List.copyOf(keys);
    }

    /**
     * The pairs of the keys from 1 to {@code count}.
     *
     * @param boundaries where a range begins, ascending
     * @throws IllegalArgumentException if there is no pair
     */
    static KeyPairs of(long count, ShardingStrategy strategy, List<Long> boundaries) {
        record Placed(long key, long point) {}
        Placed[] placed = new Placed[Math.toIntExact(count)];
        for (int i = 0; i < placed.length; i++) {
            placed[i] = new Placed(i + 1L, KeyType.INTEGER.pointOf(strategy, i + 1L));
        }
        Arrays.sort(placed, Comparator.comparingLong(Placed::point));
        List<Long> keys = new ArrayList<>();
        for (int i = 0; i + 1 < placed.length; i += 2) {
            long first = placed[i].point();
            long second = placed[i + 1].point();
            if (boundaries.stream().noneMatch(boundary -> first < boundary && boundary <= second)) {
                keys.add(placed[i].key());
                keys.add(placed[i + 1].key());
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "%d accounts have no two neighbours on one shard: the data set needs more rows".formatted(count));
        }
        return new KeyPairs(keys);
    }

    int count() {
        return keys.size() / 2;
    }

    /** The same for the workload. */
    AccountPairs accounts() {
        return new AccountPairs(keys.stream().mapToLong(Long::longValue).toArray());
    }
}
