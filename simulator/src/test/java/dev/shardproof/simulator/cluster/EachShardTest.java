package dev.shardproof.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.topology.ShardId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EachShardTest {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");

    @Test
    void allWorkRunsAtTheSameTime() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        assertThat(EachShard.run(List.of(S1, S0), shard -> {
                    both.countDown();
                    both.await();
                    return shard.name();
                }))
                .containsExactly(java.util.Map.entry(S1, "s1"), java.util.Map.entry(S0, "s0"));
    }

    @Test
    void aFailureInterruptsTheRestAndIsThrownAfterTheirEnd() {
        AtomicBoolean cleanedUp = new AtomicBoolean();
        CountDownLatch running = new CountDownLatch(1);
        assertThatThrownBy(() -> EachShard.run(List.of(S0, S1), shard -> {
                    if (shard.equals(S1)) {
                        running.await();
                        throw new IllegalStateException("broken");
                    }
                    try {
                        running.countDown();
                        new CountDownLatch(1).await();
                        return shard;
                    } finally {
                        cleanedUp.set(true);
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken")
                .satisfies(e -> assertThat(e.getSuppressed()).hasOnlyElementsOfType(InterruptedException.class));
        assertThat(cleanedUp).isTrue();
    }
}
