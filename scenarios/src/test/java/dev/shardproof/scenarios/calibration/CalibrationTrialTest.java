package dev.shardproof.scenarios.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.scenarios.doctor.TestingMachine;
import dev.shardproof.scenarios.latency.LatencyEvidence;
import dev.shardproof.scenarios.latency.Stretch;
import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.Catalogue;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTrialTest {

    private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");
    private static final Scenario SCENARIO = Catalogue.resolve("smoke-1-to-2");

    private final CalibrationTrial trial = new CalibrationTrial(SCENARIO, Defaults.LATENCY_BASELINE);

    @Test
    void whatWasComparedIsStored() {
        trial.add(series(true));
        trial.add(series(true));

        Calibration calibration = trial.calibration(NOW);

        assertThat(calibration.starts()).isEqualTo(2);
        assertThat(calibration.comparisons()).isEqualTo(12);
        assertThat(calibration.deviations()).isNotEmpty();
    }

    @Test
    void theNoiseOfALoadDriverThatFellBehindIsNotTheMachines() {
        trial.add(series(true));
        trial.add(series(false));

        assertThatThrownBy(() -> trial.calibration(NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("could not keep the offered rate");
    }

    private static SelfComparison.Series series(boolean driverKeptUp) {
        List<LatencyEvidence> comparisons = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            LatencyEvidence evidence = new LatencyEvidence(stretch(100), stretch(200));
            for (long at = 0; at < 10_000_000; at += 5_000) {
                add(evidence, 100_000_000 + at, 1_000 + i);
                add(evidence, 200_000_000 + at, 1_010 - i);
            }
            comparisons.add(evidence);
        }
        return new SelfComparison.Series(
                Fingerprint.of(new TestingMachine(), SCENARIO, "PostgreSQL 18.6", 10_000), comparisons, driverKeptUp);
    }

    private static void add(LatencyEvidence evidence, long at, long latency) {
        evidence.add(new ClientOperation("read", false, at, at, at + latency, "s0", 1, Outcome.ACKNOWLEDGED, 1, ""));
    }

    private static Stretch stretch(long second) {
        return new Stretch(Instant.ofEpochSecond(second), Instant.ofEpochSecond(second + 10));
    }
}
