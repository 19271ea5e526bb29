package dev.shardproof.scenarios.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.simulator.topology.Topology;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyPairsTest {

    private static final Topology BEFORE = Planner.equalShares(List.of(new ShardId("s0"), new ShardId("s1")));
    private static final Topology AFTER =
            Planner.equalShares(List.of(new ShardId("s0"), new ShardId("s1"), new ShardId("s2")));

    @Test
    void bothKeysOfAPairAreOnOneShardBeforeAndAfter() {
        List<Long> boundaries = Workloads.boundaries(BEFORE, AFTER);
        KeyPairs pairs = KeyPairs.of(2_000, ShardingStrategy.HASHED, boundaries);

        assertThat(boundaries).hasSize(3);
        assertThat(pairs.keys()).doesNotHaveDuplicates().allMatch(key -> key >= 1 && key <= 2_000);
        assertThat(pairs.count()).as("a boundary parts one pair at most").isBetween(997, 1_000);
        for (int i = 0; i < pairs.keys().size(); i += 2) {
            for (Topology topology : List.of(BEFORE, AFTER)) {
                assertThat(owner(topology, pairs.keys().get(i)))
                        .isEqualTo(owner(topology, pairs.keys().get(i + 1)));
            }
        }
    }

    @Test
    void aPairThatABoundaryPartsIsLeftOut() {
        assertThat(KeyPairs.of(4, ShardingStrategy.PLAIN, List.of()).keys()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(KeyPairs.of(4, ShardingStrategy.PLAIN, List.of(3L)).keys())
                .as("between two pairs")
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(KeyPairs.of(5, ShardingStrategy.PLAIN, List.of(2L)).keys()).containsExactly(3L, 4L);
        assertThatThrownBy(() -> KeyPairs.of(2, ShardingStrategy.PLAIN, List.of(2L)))
                .hasMessageContaining("needs more rows");
    }

    private static ShardId owner(Topology topology, long key) {
        return topology.ownerOf(KeyType.INTEGER.pointOf(topology.strategy(), key));
    }
}
