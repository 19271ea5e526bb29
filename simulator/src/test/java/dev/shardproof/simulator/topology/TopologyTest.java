package dev.shardproof.simulator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopologyTest {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");
    private static final ShardId S2 = new ShardId("s2");

    @Test
    void everyPointHasTheOwnerWhoseRangeContainsIt() {
        Topology topology = Planner.equalShares(List.of(S0, S1, S2));
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long point = random.nextLong();
            ShardId owner = topology.ownerOf(point);
            assertThat(topology.rangesOf(owner)).anyMatch(range -> range.contains(point));
        }
        assertThat(topology.ownerOf(Long.MIN_VALUE)).isEqualTo(S0);
        assertThat(topology.ownerOf(Long.MAX_VALUE)).isEqualTo(S2);
    }

    @Test
    void aGapIsRefusedAndNamed() {
        assertThatThrownBy(() -> plain(own(KeyRange.below(10), S0), own(KeyRange.from(20), S1)))
                .hasMessage("no shard owns the keys from 10 to 19");
        assertThatThrownBy(() -> plain(own(KeyRange.below(10), S0))).hasMessage("no shard owns the keys from 10 up");
    }

    @Test
    void anOverlapIsRefusedAndNamed() {
        assertThatThrownBy(() -> plain(own(KeyRange.below(10), S0), own(KeyRange.from(9), S1)))
                .hasMessageContaining("key 9 is owned twice");
        assertThatThrownBy(() -> plain(own(KeyRange.ALL, S0), own(KeyRange.from(9), S1)))
                .hasMessageContaining("owned twice");
    }

    @Test
    void anEmptyRangeIsRefused() {
        assertThatThrownBy(() -> KeyRange.of(5, 5)).hasMessageContaining("is empty");
        assertThatThrownBy(() -> KeyRange.below(Long.MIN_VALUE)).hasMessageContaining("is empty");
    }

    @Test
    void neighboursOfOneOwnerAreJoined() {
        assertThat(plain(own(KeyRange.below(10), S0), own(KeyRange.from(10), S0)))
                .isEqualTo(plain(own(KeyRange.ALL, S0)));
    }

    @Test
    void aMoveFromAShardThatDoesNotOwnTheRangeIsRefused() {
        Topology topology = plain(own(KeyRange.below(10), S0), own(KeyRange.from(10), S1));
        ReshardPlan plan = new ReshardPlan(List.of(new Move(KeyRange.of(5, 15), S0, S2)));
        assertThatThrownBy(() -> topology.apply(plan)).hasMessageContaining("s1 owns 10..");
    }

    @Test
    void thePlanBetweenTwoTopologiesLeadsFromOneToTheOther() {
        Topology before = plain(own(KeyRange.below(100), S0), own(KeyRange.from(100), S1));
        Topology wanted =
                plain(own(KeyRange.below(50), S0), own(KeyRange.of(50, 150), S2), own(KeyRange.from(150), S1));
        ReshardPlan plan = ReshardPlan.between(before, wanted);
        assertThat(plan.moves())
                .containsExactly(new Move(KeyRange.of(50, 100), S0, S2), new Move(KeyRange.of(100, 150), S1, S2));
        Topology after = before.apply(plan);
        assertThat(after.owners()).isEqualTo(wanted.owners());
        assertThat(after.epoch()).isEqualTo(2);
    }

    private static Ownership own(KeyRange range, ShardId shard) {
        return new Ownership(range, shard);
    }

    private static Topology plain(Ownership... owners) {
        return new Topology(1, ShardingStrategy.PLAIN, List.of(owners));
    }
}
