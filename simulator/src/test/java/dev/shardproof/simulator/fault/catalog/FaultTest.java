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
import org.junit.jupiter.params.provider.ValueSource;

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
    @CsvSource({"0, 0", "-20, 0", "200, 201", "200, -1", "60001, 0"})
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

    /** What a busy machine does by itself must not be what a fault is to be seen by. */
    @ParameterizedTest
    @CsvSource({
        "SLOW_SHARD, latency, 20, 19",
        "JITTER, spread, 50, 49",
        "SLOW_CLOSE, delay, 20, 19",
        "SLOW_DISK, delay, 20, 19",
        "DELAY_STATEMENT, delay, 100, 99",
    })
    void delaysThatNoiseCouldBeTakenForAreRefused(FaultKind kind, String name, long least, long less) {
        assertThat(delayed(kind, name, least).duration(name)).hasMillis(least);
        assertThatThrownBy(() -> delayed(kind, name, less)).hasMessageContaining(name);
    }

    private static Fault delayed(FaultKind kind, String name, long millis) {
        Map<String, Object> values = kind == FaultKind.DELAY_STATEMENT
                ? Map.of(name, Duration.ofMillis(millis), "on", "COMMIT")
                : Map.of(name, Duration.ofMillis(millis));
        return new Fault(kind, S2, values);
    }

    @Test
    void sharesRatesAndCountsThatNothingCouldShowAreRefused() {
        assertThatThrownBy(() -> new Fault(FaultKind.HOT_KEY, FaultTarget.APPLICATION, Map.of("share", 0.09)))
                .hasMessageContaining("share");
        assertThatThrownBy(() -> new Fault(FaultKind.BANDWIDTH, S2, Map.of("rate", 50_000_001L)))
                .hasMessageContaining("rate");
        assertThatThrownBy(() -> new Fault(FaultKind.KILL_STATEMENT, S2, Map.of("on", "COMMIT", "nth", 101L)))
                .hasMessageContaining("nth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4000", "40 01", "00000", "4000a", "400011"})
    void errorsWithoutAnSqlStateAreRefused(String state) {
        assertThatThrownBy(() -> new Fault(FaultKind.FAIL_STATEMENT, S2, Map.of("on", "COMMIT", "sqlState", state)))
                .hasMessageContaining("sqlState is '%s'; allowed: five".formatted(state));
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
