package dev.shardproof.simulator.fault.conductor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.fault.ExpectedEffect;
import dev.shardproof.simulator.fault.Summary;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.fault.conductor.FaultRecord.Outcome;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultEffectTest {

    private static final Fault CRASH = new Fault(FaultKind.CRASH, FaultTarget.of(new ShardId("s2")), Map.of());

    private static final ExpectedEffect EXPECTED = ExpectedEffect.of("round trip", "ms", Summary.MEDIAN, 160, 40);

    @ParameterizedTest
    @CsvSource({
        // before, during, after, bitten, healed: 160 ms must be seen and 40 ms may stay
        "1, 161, 1, true, true",
        "1, 160.999, 1, false, true",
        "1, 201, 41, true, true",
        "1, 201, 41.001, true, false",
        "1, 1, 1, false, true",
        "1, , 1, false, true",
        "1, 201, , true, false",
        ", 201, 1, false, false",
    })
    void ruleOfBitingAndHealing(Double before, Double during, Double after, boolean bitten, boolean healed) {
        FaultEffect effect = new FaultEffect(EXPECTED, measured(before), measured(during), measured(after));
        assertThat(effect.bitten()).isEqualTo(bitten);
        assertThat(effect.healed()).isEqualTo(healed);
    }

    @ParameterizedTest
    @CsvSource({
        "MEDIAN, 9 1 5, 2, 5",
        "MEDIAN, 9 1 5 6, 0, 5",
        "MEDIAN, , 3, ",
        "LAST, 9 1 5, 0, 5",
        "GREATEST, 9 1 5, 0, 9",
        "SPREAD, 0 1 2 3 4 5 6 7 8 9 10, 0, 8",
        "FAILED_SHARE, 1 1 1, 1, 0.25",
        "FAILED_SHARE, , 4, 1",
        "FAILED_SHARE, , 0, ",
    })
    void samplesAreSummedUp(Summary summary, String answered, int failures, Double figure) {
        List<Double> samples = answered == null
                ? List.of()
                : Stream.of(answered.split(" ")).map(Double::valueOf).toList();
        assertThat(summary.of(samples, failures))
                .isEqualTo(figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure));
    }

    @Test
    void longStretchIsThinnedOutEvenlyAndKeepsItsLastSample() {
        Samples.Gathering gathering = new Samples.Gathering();
        for (int i = 0; i <= 100_000; i++) {
            gathering.add(i);
        }
        List<Double> kept = gathering.samples().answered();
        assertThat(kept).hasSizeBetween(1_000, 5_000).isSorted().endsWith(100_000.0);
        assertThat(Summary.MEDIAN.of(kept, 0).getAsDouble()).isBetween(49_000.0, 51_000.0);
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, 201, 1, PROVEN",
        "true, true, 1, 1, NOT_PROVEN",
        "true, true, 201, 90, NOT_HEALED",
        "true, false, 201, 1, NOT_HEALED",
        "false, false, 1, 1, NOT_INJECTED",
    })
    void outcomeOfARecord(boolean started, boolean ended, double during, double after, Outcome outcome) {
        FaultEffect effect = new FaultEffect(EXPECTED, measured(1.0), measured(during), measured(after));
        assertThat(record(started, ended, effect).outcome()).isEqualTo(outcome);
    }

    @Test
    void whatWasNeverMeasuredProvesNothing() {
        FaultEffect effect = new FaultEffect(EXPECTED, Samples.NONE, measured(201.0), measured(1.0));
        assertThat(record(true, true, effect).outcome()).isEqualTo(Outcome.NOT_PROVEN);
        assertThat(record(true, true).outcome()).isEqualTo(Outcome.NOT_PROVEN);
    }

    @Test
    void everyEffectThatHasToShowTheBiteMustShowIt() {
        FaultEffect seen = new FaultEffect(EXPECTED, measured(1.0), measured(201.0), measured(1.0));
        FaultEffect unseen = new FaultEffect(EXPECTED, measured(1.0), measured(1.0), measured(1.0));
        FaultEffect answers = new FaultEffect(
                ExpectedEffect.healing("failed", "", Summary.FAILED_SHARE, 0),
                measured(1.0),
                new Samples(List.of(), 3),
                measured(1.0));
        assertThat(record(true, true, seen, answers).outcome()).isEqualTo(Outcome.PROVEN);
        assertThat(record(true, true, seen, unseen).outcome()).isEqualTo(Outcome.NOT_PROVEN);
        assertThat(record(true, true, answers).outcome())
                .as("healing alone proves nothing")
                .isEqualTo(Outcome.NOT_PROVEN);
    }

    @Test
    void whatCountsAsHealedMayNotCountAsSeen() {
        assertThatThrownBy(() -> ExpectedEffect.of("round trip", "ms", Summary.MEDIAN, 5, 5))
                .hasMessageContaining("round trip: a rise of 5.0 would count as seen, and as healed up to 5.0");
    }

    @Test
    void placementsDescribeThemselves() {
        assertThat(FaultPlacement.atProgress("copying", 0.4)).hasToString("copying 40.0%");
        assertThat(FaultPlacement.afterDelay("copying", Duration.ofSeconds(2))).hasToString("copying + 2000 ms");
    }

    @Test
    void impossiblePlacementsAreRefused() {
        assertThatThrownBy(() -> FaultPlacement.atProgress("copying", 1.01)).hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> FaultPlacement.atProgress("copying", Double.NaN))
                .hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> FaultPlacement.atProgress(" ", 0.1)).hasMessageContaining("blank");
        FaultPlacement placement = FaultPlacement.atProgress("copying", 0.1);
        assertThatThrownBy(() -> new PlacedFault(CRASH, placement, Duration.ZERO))
                .hasMessageContaining("above 0");
    }

    @Test
    void effectInAnotherPhaseThanThePlacedOneProvesNothing() {
        FaultEffect seen = new FaultEffect(EXPECTED, measured(1.0), measured(201.0), measured(1.0));
        assertThat(record(true, true, List.of("catchingUp", "copying"), seen).outcome())
                .isEqualTo(Outcome.PROVEN);
        FaultRecord late = record(true, true, List.of("settling", "after"), seen);
        assertThat(late.bitten()).isTrue();
        assertThat(late.outcome()).isEqualTo(Outcome.NOT_PROVEN);
    }

    private static FaultRecord record(boolean started, boolean ended, FaultEffect... effects) {
        return record(started, ended, List.of("copying"), effects);
    }

    private static FaultRecord record(boolean started, boolean ended, List<String> phases, FaultEffect... effects) {
        return new FaultRecord(
                new PlacedFault(CRASH, FaultPlacement.atProgress("copying", 0.4), Duration.ofSeconds(1)),
                Optional.of(Instant.EPOCH).filter(at -> started),
                Optional.of(Instant.EPOCH).filter(at -> ended),
                phases,
                List.of(effects),
                Optional.empty());
    }

    private static Samples measured(Double figure) {
        return figure == null ? Samples.NONE : new Samples(List.of(figure), 0);
    }
}
