package dev.shardproof.simulator.fault.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {

    private static final FaultTarget S2 = FaultTarget.of(new ShardId("s2"));

    @Test
    void defaultsAreFilledInAndTheNameTellsKindAndTarget() {
        Fault slow = new Fault(FaultKind.SLOW_SHARD, S2, Map.of("latency", Duration.ofMillis(200)));
        assertThat(slow.name()).isEqualTo("slowShard s2");
        assertThat(slow.values()).containsOnlyKeys("latency", "jitter");
        assertThat(slow.duration("jitter")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 0", "200, 201", "200, -1", "60001, 0"})
    void impossibleSlowShardsAreRefused(long latency, long jitter) {
        Map<String, Object> values = Map.of("latency", Duration.ofMillis(latency), "jitter", Duration.ofMillis(jitter));
        assertThatThrownBy(() -> new Fault(FaultKind.SLOW_SHARD, S2, values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*(allowed|early).*");
    }

    @Test
    void wrongNamesTargetsAndTypesAreRefused() {
        assertThatThrownBy(() -> new Fault(FaultKind.SLOW_SHARD, S2, Map.of()))
                .hasMessage("a slowShard needs a value for 'latency'");
        assertThatThrownBy(() -> new Fault(FaultKind.CRASH, S2, Map.of("x", 1))).hasMessageContaining("has no 'x'");
        assertThatThrownBy(() -> new Fault(FaultKind.CRASH, FaultTarget.MIGRATOR, Map.of()))
                .hasMessage("a crash can not hit 'migrator'; allowed: a shard");
        assertThatThrownBy(() -> new Fault(FaultKind.SLOW_CLOSE, S2, Map.of("delay", 5L)))
                .hasMessageContaining("which is no class java.time.Duration");
        assertThatThrownBy(() -> new Fault(FaultKind.PARTITION, S2, Map.of("direction", "up")))
                .hasMessage("direction is 'up'; allowed: both, requests, answers");
    }

    @ParameterizedTest
    @CsvSource({"s2, s2", "s0->s2, s0->s2", "s0 -> s2, s0->s2", "application, application", "migrator, migrator"})
    void targetsAreRead(String text, String name) {
        assertThat(FaultTarget.parse(text)).hasToString(name);
    }

    @Test
    void streamToItselfIsRefused() {
        assertThatThrownBy(() -> FaultTarget.parse("s0->s0")).hasMessageContaining("its own shard");
    }

    @Test
    void everyKindHasAKeyOfItsOwnAndParametersWithDistinctNames() {
        assertThat(Stream.of(FaultKind.values()).map(FaultKind::key)).doesNotHaveDuplicates();
        for (FaultKind kind : FaultKind.values()) {
            assertThat(FaultKind.ofKey(kind.key())).contains(kind);
            assertThat(kind.parameters().stream().map(FaultParameter::name))
                    .as(kind.key())
                    .doesNotHaveDuplicates()
                    .doesNotContain("at", "for", kind.key());
            kind.parameters().forEach(parameter -> parameter.standard().ifPresent(parameter::check));
        }
    }
}
