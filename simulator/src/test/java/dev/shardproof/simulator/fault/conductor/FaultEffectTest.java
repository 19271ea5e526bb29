package dev.shardproof.simulator.fault.conductor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.fault.SlowShard;
import dev.shardproof.simulator.fault.conductor.FaultRecord.Outcome;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultEffectTest {

    private static final ShardId SHARD = new ShardId("s2");

    @ParameterizedTest
    @CsvSource({
        // before, during, after, bitten, healed: of 200 ms, 160 ms must be seen and 40 ms may stay
        "1000, 161000, 1000, true, true",
        "1000, 160999, 1000, false, true",
        "1000, 201000, 41000, true, true",
        "1000, 201000, 41001, true, false",
        "1000, 1000, 1000, false, true",
        "1000, , 1000, false, true",
        "1000, 201000, , true, false",
        ", 201000, 1000, false, false",
    })
    void ruleOfBitingAndHealing(Long before, Long during, Long after, boolean bitten, boolean healed) {
        FaultEffect effect = FaultEffect.of(slow(200, 0), measured(before), measured(during), measured(after));
        assertThat(effect.bitten()).isEqualTo(bitten);
        assertThat(effect.healed()).isEqualTo(healed);
    }

    @ParameterizedTest
    @CsvSource({"200, 0, 160, 40", "200, 50, 120, 40", "200, 100, 80, 40", "200, 200, 80, 40", "10, 0, 8, 5"})
    void expectedRiseAllowsForJitterAndHealingForNoise(long latency, long jitter, long leastRise, long healedRise) {
        assertThat(slow(latency, jitter).leastRise()).isEqualTo(Duration.ofMillis(leastRise));
        assertThat(slow(latency, jitter).healedRise()).isEqualTo(Duration.ofMillis(healedRise));
    }

    @Test
    void medianIsTheMiddleSampleAndFailuresAreCounted() {
        assertThat(RoundTrips.of(List.of(9L, 1L, 5L), 2).medianMicros()).hasValue(5);
        assertThat(RoundTrips.of(List.of(9L, 1L, 5L, 6L), 0).medianMicros()).hasValue(5);
        assertThat(RoundTrips.of(List.of(), 3).medianMicros()).isEmpty();
        assertThat(RoundTrips.of(List.of(1L), 3))
                .extracting(RoundTrips::samples, RoundTrips::failures)
                .containsExactly(1, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, 201000, 1000, PROVEN",
        "true, true, 1000, 1000, NOT_PROVEN",
        "true, true, 201000, 90000, NOT_HEALED",
        "true, false, 201000, 1000, NOT_HEALED",
        "false, false, 1000, 1000, NOT_INJECTED",
    })
    void outcomeOfARecord(boolean started, boolean ended, long during, long after, Outcome outcome) {
        FaultEffect effect = FaultEffect.of(slow(200, 0), measured(1000L), measured(during), measured(after));
        FaultRecord record = new FaultRecord(
                new PlacedFault(slow(200, 0), FaultPlacement.atProgress("copying", 0.4), Duration.ofSeconds(1)),
                Optional.of(Instant.EPOCH).filter(at -> started),
                Optional.of(Instant.EPOCH).filter(at -> ended),
                Optional.of(effect),
                Optional.empty());
        assertThat(record.outcome()).isEqualTo(outcome);
    }

    @Test
    void linkThatWasNeverMeasuredProvesNothing() {
        FaultEffect effect = FaultEffect.of(slow(200, 0), RoundTrips.NONE, measured(201_000L), measured(1000L));
        FaultRecord record = new FaultRecord(
                new PlacedFault(slow(200, 0), FaultPlacement.atProgress("copying", 0.4), Duration.ofSeconds(1)),
                Optional.of(Instant.EPOCH),
                Optional.of(Instant.EPOCH),
                Optional.of(effect),
                Optional.empty());
        assertThat(record.outcome()).isEqualTo(Outcome.NOT_PROVEN);
    }

    @Test
    void slowShardDescribesItself() {
        assertThat(slow(200, 100).name()).isEqualTo("slowShard s2");
        assertThat(slow(200, 100).parameters())
                .containsEntry("latency", "200ms")
                .containsEntry("jitter", "100ms");
        assertThat(FaultPlacement.atProgress("copying", 0.4)).hasToString("copying 40.0%");
        assertThat(FaultPlacement.afterDelay("copying", Duration.ofSeconds(2))).hasToString("copying + 2000 ms");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 0", "200, 201", "200, -1", "3600001, 0"})
    void impossibleSlowShardsAreRefused(long latency, long jitter) {
        assertThatThrownBy(() -> slow(latency, jitter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slowShard s2")
                .hasMessageContaining("allowed");
    }

    @Test
    void impossiblePlacementsAreRefused() {
        assertThatThrownBy(() -> FaultPlacement.atProgress("copying", 1.01)).hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> FaultPlacement.atProgress("copying", Double.NaN))
                .hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> FaultPlacement.atProgress(" ", 0.1)).hasMessageContaining("blank");
        FaultPlacement placement = FaultPlacement.atProgress("copying", 0.1);
        assertThatThrownBy(() -> new PlacedFault(slow(1, 0), placement, Duration.ZERO))
                .hasMessageContaining("above 0");
    }

    private static SlowShard slow(long latency, long jitter) {
        return new SlowShard(SHARD, Duration.ofMillis(latency), Duration.ofMillis(jitter));
    }

    private static RoundTrips measured(Long median) {
        return median == null ? RoundTrips.NONE : RoundTrips.of(List.of(median), 0);
    }
}
