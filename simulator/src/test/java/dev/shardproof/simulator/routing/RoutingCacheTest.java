package dev.shardproof.simulator.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RoutingCacheTest {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");

    private final Topology first = Planner.equalShares(List.of(S0, S1));
    private final Topology second = first.apply(Planner.smallestPlan(first, List.of(S0)));
    private final InMemoryRoutingAuthority authority = new InMemoryRoutingAuthority(first);
    private final AtomicLong now = new AtomicLong();

    @Test
    void theCopyStaysStaleUntilItsTimeToLiveIsOver() {
        RoutingCache cache = new RoutingCache(authority, Duration.ofNanos(100), now::get);
        authority.compareAndSet(1, second);

        now.set(100);
        assertThat(cache.topology()).isEqualTo(first);
        now.set(101);
        assertThat(cache.topology()).isEqualTo(second);
    }

    @Test
    void aRefusedEpochRefreshesAtOnceButOnlyOnce() {
        AtomicInteger asked = new AtomicInteger();
        RoutingCache cache = new RoutingCache(
                new RoutingAuthority() {
                    @Override
                    public Topology current() {
                        asked.incrementAndGet();
                        return authority.current();
                    }

                    @Override
                    public boolean compareAndSet(long expectedEpoch, Topology next) {
                        throw new AssertionError("a cache never writes");
                    }
                },
                Duration.ofHours(1),
                now::get);
        authority.compareAndSet(1, second);

        cache.refusedAt(1);
        cache.refusedAt(1);

        assertThat(cache.topology()).isEqualTo(second);
        assertThat(asked).hasValue(2);
    }

    @Test
    void anUnreachableAuthorityLeavesTheLastKnownTopologyInUse() {
        AtomicInteger asked = new AtomicInteger();
        RoutingCache cache = new RoutingCache(
                new RoutingAuthority() {
                    @Override
                    public Topology current() {
                        if (asked.getAndIncrement() > 0) {
                            throw new RoutingException("gone", null);
                        }
                        return first;
                    }

                    @Override
                    public boolean compareAndSet(long expectedEpoch, Topology next) {
                        return false;
                    }
                },
                Duration.ZERO,
                now::incrementAndGet);

        assertThat(cache.topology()).isEqualTo(first);
        assertThat(asked.get()).isGreaterThan(1);
    }

    @Test
    void aCacheRemembersWhatItHasKnown() {
        RoutingCache cache = new RoutingCache(authority, Duration.ZERO, now::incrementAndGet);
        assertThat(cache.behind(1)).as("nothing older is known").isEqualTo(first);

        authority.compareAndSet(1, second);
        assertThat(cache.topology()).isEqualTo(second);
        assertThat(cache.behind(0)).isEqualTo(second);
        assertThat(cache.behind(1)).isEqualTo(first);
        assertThat(cache.behind(5)).isEqualTo(first);
    }

    @Test
    void ofTwoSuccessorsOfOneEpochOnlyTheFirstIsInstalled() {
        assertThat(authority.compareAndSet(1, second)).isTrue();
        assertThat(authority.compareAndSet(1, second)).isFalse();
        assertThat(authority.current().epoch()).isEqualTo(2);
    }

    @Test
    void anEpochThatDoesNotFollowIsRefused() {
        assertThatThrownBy(() -> authority.compareAndSet(2, second)).hasMessage("epoch 2 does not follow epoch 2");
    }

    @Test
    void theTextFormReadsBackToTheSameTopology() {
        assertThat(TopologyText.parse(TopologyText.format(second))).isEqualTo(second);
        assertThat(TopologyText.format(first)).isEqualTo("1 hashed ..0=s0 0..=s1");
        assertThatThrownBy(() -> TopologyText.parse("1 hashed 0..s1")).hasMessageContaining("'0..s1'");
    }
}
