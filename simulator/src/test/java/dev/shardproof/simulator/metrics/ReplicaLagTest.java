package dev.shardproof.simulator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplicaLagTest {

    private static final long SECOND = 1_000_000_000L;

    private final ReplicaLag lag = new ReplicaLag();

    @Test
    void aReplicaThatHasEverythingHasNoLag() {
        assertThat(lag.look(0, 100, Map.of("a", 100L), Set.of("a"))).hasValue(0);
    }

    @Test
    void theLagOfAReplicaThatStandsGrowsWithTheClock() {
        lag.look(0, 100, Map.of("a", 100L), Set.of("a"));
        lag.look(SECOND, 200, Map.of("a", 100L), Set.of("a"));
        lag.look(2 * SECOND, 200, Map.of("a", 100L), Set.of("a"));

        assertThat(lag.look(7 * SECOND, 200, Map.of("a", 100L), Set.of("a"))).hasValue(6);
        assertThat(lag.look(8 * SECOND, 250, Map.of("a", 200L), Set.of("a"))).hasValue(0);
        assertThat(lag.look(9 * SECOND, 250, Map.of("a", 200L), Set.of("a"))).hasValue(1);
    }

    @Test
    void theWorstReplicaCounts() {
        lag.look(0, 100, Map.of("a", 100L, "b", 50L), Set.of("a", "b"));

        assertThat(lag.look(3 * SECOND, 100, Map.of("a", 100L, "b", 50L), Set.of("a", "b")))
                .hasValue(3);
    }

    @Test
    void aSlotThatNobodyReadsYetIsNoReplica() {
        lag.look(0, 100, Map.of("a", 50L), Set.of());

        assertThat(lag.look(SECOND, 200, Map.of("a", 50L), Set.of())).isEmpty();
    }

    @Test
    void aReplicaThatHasLostItsConnectionStillLagsUntilItsSlotIsGone() {
        lag.look(0, 100, Map.of("a", 100L), Set.of("a"));
        lag.look(SECOND, 200, Map.of("a", 100L), Set.of());

        assertThat(lag.look(4 * SECOND, 300, Map.of("a", 100L), Set.of())).hasValue(3);
        assertThat(lag.look(5 * SECOND, 300, Map.of(), Set.of())).isEmpty();
    }
}
