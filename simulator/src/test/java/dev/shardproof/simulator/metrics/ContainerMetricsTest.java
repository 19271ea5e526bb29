package dev.shardproof.simulator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.containers.ContainerUsage;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainerMetricsTest {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");

    private final TestingContainer idle = new TestingContainer();
    private final TestingContainer busy = new TestingContainer();
    private long now = 1_000_000_000L;
    private final ContainerMetrics metrics = new ContainerMetrics(shards(), () -> now);

    private Map<ShardId, ContainerMetrics.Source> shards() {
        Map<ShardId, ContainerMetrics.Source> sources = new LinkedHashMap<>();
        sources.put(S0, idle);
        sources.put(S1, busy);
        return sources;
    }

    @Test
    void eachContainerHasALoadOfItsOwn() throws IOException {
        idle.uses(0, 100);
        busy.uses(0, 100);
        assertThat(metrics.load()).isEmpty();
        idle.uses(1, 150);
        busy.uses(1, 1_000);

        assertThat(metrics.load().get("the container of shard s0").cpuShare()).isEqualTo(0.05);
        assertThat(metrics.load().get("the container of shard s1").cpuShare()).isEqualTo(0.9);
    }

    @Test
    void theWorstOfSomeIsNotTheWorstOfAll() throws IOException {
        busy.uses(0, 100);
        metrics.load();
        busy.uses(1, 1_000);

        assertThat(metrics.load()).isEmpty();
    }

    @Test
    void aContainerThatDoesNotTellIsNamed() {
        idle.uses(0, 100);
        busy.problem = "no such container";

        assertThatThrownBy(metrics::load)
                .isInstanceOf(IOException.class)
                .hasMessage("the container of shard s1: no such container");
        assertThatThrownBy(metrics::ioWait)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the container of shard s1", "no such container");
    }

    @Test
    void aServerThatWasKilledWaitsForNoDisk() throws IOException {
        idle.uses(0, 100);
        busy.usage = Optional.of(new ContainerUsage(Optional.empty(), 0, 1, Map.of()));
        metrics.load();
        busy.problem = "the connection was refused";
        metrics.ioWait();
        now += 1_000_000_000L;
        idle.ticks = 50;

        assertThat(metrics.ioWait())
                .containsEntry("the container of shard s0", 1.0)
                .containsEntry("the container of shard s1", 0.0);
    }

    @Test
    void whatListensIsEnded() {
        metrics.close();

        assertThat(idle.closed).isTrue();
        assertThat(busy.closed).isTrue();
    }

    private static final class TestingContainer implements ContainerMetrics.Source {

        private Optional<ContainerUsage> usage = Optional.empty();
        private String problem = "";
        private long ticks;
        private boolean closed;

        void uses(long second, long cpuMillis) {
            usage = Optional.of(new ContainerUsage(
                    Optional.of(Instant.EPOCH.plusSeconds(second)), cpuMillis * 1_000_000, 1, Map.of()));
        }

        @Override
        public Optional<ContainerUsage> usage() throws IOException {
            if (!problem.isEmpty()) {
                throw new IOException(problem);
            }
            return usage;
        }

        @Override
        public String read(String path) throws IOException {
            if (!problem.isEmpty() || !path.equals(DiskWait.STAT)) {
                throw new IOException(problem);
            }
            return "cpu  0 0 0 0 %d 0 0 0".formatted(ticks);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
