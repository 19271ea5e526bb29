package dev.shardproof.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.routing.InMemoryRoutingAuthority;
import dev.shardproof.simulator.routing.RoutingCache;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PinnedRoutingTest {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");

    private final Topology first = Planner.equalShares(List.of(S0, S1));
    private final Topology second = first.apply(Planner.smallestPlan(first, List.of(S0)));
    private final Topology third = second.apply(Planner.smallestPlan(second, List.of(S0, S1)));
    private final InMemoryRoutingAuthority authority = new InMemoryRoutingAuthority(first);
    private final AtomicLong now = new AtomicLong();
    private final PinnedRouting routing =
            new PinnedRouting(new RoutingCache(authority, Duration.ZERO, now::incrementAndGet), true);

    @Test
    void aPinBeforeTheSwitchHoldsThePresentWhichBecomesStale() {
        routing.pin("f1", 1, false);
        assertThat(routing.topology()).isEqualTo(first);

        authority.compareAndSet(1, second);
        assertThat(routing.topology()).as("time alone does not refresh it").isEqualTo(first);
        routing.refusedAt(1);
        assertThat(routing.topology()).as("nor does a refusal").isEqualTo(first);

        routing.unpin("f1");
        assertThat(routing.topology()).isEqualTo(second);
    }

    @Test
    void aPinAfterTheSwitchGoesBack() {
        authority.compareAndSet(1, second);
        assertThat(routing.topology()).isEqualTo(second);
        authority.compareAndSet(2, third);

        routing.pin("f1", 1, false);
        assertThat(routing.topology()).isEqualTo(second);
        routing.pin("f2", 2, false);
        assertThat(routing.topology()).isEqualTo(first);
        routing.unpin("f2");
        assertThat(routing.topology()).as("the other pin holds").isEqualTo(second);
    }

    @Test
    void aRefusalMakesAnInstanceThatMayLookAgainOnceMore() {
        routing.pin("f1", 1, true);
        authority.compareAndSet(1, second);
        assertThat(routing.topology()).isEqualTo(first);

        routing.refusedAt(1);
        assertThat(routing.topology()).isEqualTo(second);
        authority.compareAndSet(2, third);
        assertThat(routing.topology()).as("and no more without a refusal").isEqualTo(second);
        routing.refusedAt(1);
        assertThat(routing.topology()).as("a late refusal of an older epoch").isEqualTo(second);
    }

    @Test
    void aCacheThatMayNotLookAgainOnARefusalKeepsItsCopy() {
        PinnedRouting stubborn =
                new PinnedRouting(new RoutingCache(authority, Duration.ofHours(1), now::incrementAndGet), false);
        authority.compareAndSet(1, second);

        stubborn.refusedAt(1);
        assertThat(stubborn.topology()).isEqualTo(first);
        stubborn.offer(second);
        assertThat(stubborn.topology()).isEqualTo(second);
    }

    @Test
    void whatIsPinnedIsNotPushedAway() {
        routing.pin("f1", 1, false);
        authority.compareAndSet(1, second);
        routing.offer(second);
        assertThat(routing.topology()).isEqualTo(first);

        routing.unpin("f1");
        assertThat(routing.topology()).isEqualTo(second);
    }
}
