package dev.shardproof.simulator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {

    private static final BigInteger SPACE = BigInteger.ONE.shiftLeft(64);

    @ParameterizedTest
    @CsvSource({"1,2", "2,3", "3,1", "2,1", "4,6", "5,3", "1,7", "7,1", "3,3", "8,16"})
    void thePlanReachesEqualSharesAndMovesNoMoreThanItMust(int before, int after) {
        Topology start = Planner.equalShares(shards(before));
        ReshardPlan plan = Planner.smallestPlan(start, shards(after));
        Topology end = start.apply(plan);

        assertThat(end.shards()).containsExactlyInAnyOrderElementsOf(shards(after));
        for (ShardId shard : shards(after)) {
            assertThat(width(end, shard).subtract(SPACE.divide(BigInteger.valueOf(after))))
                    .as("share of %s", shard)
                    .isBetween(BigInteger.ZERO, BigInteger.ONE);
        }
        // A lower bound: what the shards that end with less must give away.
        BigInteger least = shards(before).stream()
                .map(shard -> width(start, shard).subtract(width(end, shard)).max(BigInteger.ZERO))
                .reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger moved =
                plan.moves().stream().map(move -> move.range().width()).reduce(BigInteger.ZERO, BigInteger::add);
        assertThat(moved).isEqualTo(least);
    }

    @Test
    void twoToThreeMovesOneSixthOfTheSpaceFromEachSource() {
        List<Move> moves =
                Planner.smallestPlan(Planner.equalShares(shards(2)), shards(3)).moves();
        assertThat(moves).hasSize(2).allMatch(move -> move.target().equals(new ShardId("s2")));
        for (Move move : moves) {
            assertThat(move.range()
                            .width()
                            .subtract(SPACE.divide(BigInteger.valueOf(6)))
                            .abs())
                    .isLessThanOrEqualTo(BigInteger.ONE);
        }
    }

    @Test
    void nothingMovesWhenTheWantedShardsAreThereAlready() {
        assertThat(Planner.smallestPlan(Planner.equalShares(shards(3)), shards(3))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void plainRangesCanNotBePlannedFromNamesAlone() {
        Topology plain =
                new Topology(1, ShardingStrategy.PLAIN, List.of(new Ownership(KeyRange.ALL, new ShardId("s0"))));
        assertThatThrownBy(() -> Planner.smallestPlan(plain, shards(2)))
                .hasMessageContaining("give the wanted range of each shard");
    }

    private static List<ShardId> shards(int n) {
        return IntStream.range(0, n).mapToObj(i -> new ShardId("s" + i)).toList();
    }

    private static BigInteger width(Topology topology, ShardId shard) {
        return topology.rangesOf(shard).stream().map(KeyRange::width).reduce(BigInteger.ZERO, BigInteger::add);
    }
}
