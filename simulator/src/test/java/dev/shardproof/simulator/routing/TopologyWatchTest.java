package dev.shardproof.simulator.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyWatchTest {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");

    private final Topology first = Planner.equalShares(List.of(S0, S1));
    private final Topology second = first.apply(Planner.smallestPlan(first, List.of(S0)));
    private final InMemoryRoutingAuthority authority = new InMemoryRoutingAuthority(first);

    @Test
    void eachNewTopologyIsToldOnce() {
        List<Topology> told = new ArrayList<>();
        try (TopologyWatch watch = new TopologyWatch(authority)) {
            watch.subscribe(told::add);
            watch.look();
            assertThat(told).isEmpty();
            assertThat(watch.newestEpoch()).isEqualTo(first.epoch());

            authority.compareAndSet(first.epoch(), second);
            watch.look();
            watch.look();
            assertThat(told).containsExactly(second);
            assertThat(watch.newestEpoch()).isEqualTo(second.epoch());
        }
    }

    @Test
    void aCacheThatIsToldNeedsNeitherItsTimeToLiveNorARefusal() {
        RoutingCache cache = new RoutingCache(authority, Duration.ofHours(1), () -> 0);
        authority.compareAndSet(first.epoch(), second);
        assertThat(cache.topology()).isEqualTo(first);

        cache.offer(second);
        assertThat(cache.topology()).isEqualTo(second);
        cache.offer(first);
        assertThat(cache.topology()).as("an old one changes nothing").isEqualTo(second);
    }
}
