package dev.shardproof.scenarios.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.loadgen.workload.key.HotKeys;
import dev.shardproof.loadgen.workload.key.KeyChooser;
import dev.shardproof.simulator.client.ApplicationInstance;
import dev.shardproof.simulator.client.ShardPools;
import dev.shardproof.simulator.client.safeguard.RetryPolicy;
import dev.shardproof.simulator.routing.InMemoryRoutingAuthority;
import dev.shardproof.simulator.routing.RoutingCache;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApplicationFaultsTest {

    private final AtomicLong now = new AtomicLong();
    private final HotKeys keys = new HotKeys(KeyChooser.uniform(1_000), 1);
    private final ApplicationTier tier = new ApplicationTier(List.of(instance(), instance()));
    private final ApplicationFaults faults = new ApplicationFaults(tier, keys, now::get);

    @AfterEach
    void close() {
        faults.close();
        tier.close();
    }

    @Test
    void aFaultActsUntilItIsStopped() {
        tell("fault f1 start hotKey 60000 share=1.0");
        assertThat(isHot()).isTrue();
        tell("fault f1 stop");
        tell("fault f1 stop");
        assertThat(isHot()).isFalse();
    }

    @Test
    void aFaultWhoseLeaseIsOverEndsByItself() {
        tell("fault f1 start hotKey 1000 share=1.0");
        now.addAndGet(Duration.ofMillis(900).toNanos());
        tell("fault f1 renew 1000");
        now.addAndGet(Duration.ofMillis(900).toNanos());
        faults.endOverdue();
        assertThat(isHot()).as("it was renewed").isTrue();

        now.addAndGet(Duration.ofMillis(100).toNanos());
        faults.endOverdue();
        assertThat(isHot()).isFalse();
        assertThatThrownBy(() -> tell("fault f1 renew 1000")).hasMessageContaining("its lease was over");
    }

    @Test
    void theEndOfTheLineEndsEverythingAndNothingBeginsAfterwards() {
        tell("fault f1 start hotKey 60000 share=1.0");
        tell("fault f2 start thunderingReconnect 60000 every=60000");
        faults.lineEnded();
        assertThat(isHot()).isFalse();
        assertThatThrownBy(() -> tell("fault f3 start hotKey 60000 share=1.0")).hasMessage("the load ends");
        assertThat(isHot()).isFalse();
    }

    @Test
    void ofTwoHotKeysTheHotterCountsUntilItIsStopped() {
        tell("fault f1 start hotKey 60000 share=0.1");
        tell("fault f2 start hotKey 60000 share=1.0");
        assertThat(isHot()).isTrue();
        tell("fault f2 stop");
        assertThat(isHot()).isFalse();
    }

    @Test
    void moreInstancesThanThereAreIsRefused() {
        assertThatThrownBy(() -> tell("fault f1 start retryStorm 1000 instances=3 retries=20"))
                .hasMessage("instances is 3, but the application has 2: see workload.instances");
        assertThatThrownBy(() -> tell("fault f1 renew 1000")).hasMessageContaining("does not act");
    }

    @Test
    void twoFaultsOfOneNameAreRefused() {
        tell("fault f1 start staleRoutingCache 1000 instances=1 behind=1 refresh=never");
        assertThatThrownBy(() -> tell("fault f1 start hotKey 1000 share=0.5")).hasMessage("fault f1 acts already");
    }

    private void tell(String words) {
        faults.handle(List.of(words.split(" ")));
    }

    private boolean isHot() {
        SplittableRandom random = new SplittableRandom(5);
        return random.ints(20, 0, 1)
                        .map(any -> keys.next(any, random))
                        .distinct()
                        .count()
                == 1;
    }

    private ApplicationInstance instance() {
        return new ApplicationInstance(
                new RoutingCache(
                        new InMemoryRoutingAuthority(Planner.equalShares(List.of(new ShardId("s0")))),
                        Duration.ofMinutes(1),
                        now::get),
                KeyType.INTEGER,
                new ShardPools(Map.of(), 1, Duration.ofSeconds(1)),
                new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)),
                now::get);
    }
}
