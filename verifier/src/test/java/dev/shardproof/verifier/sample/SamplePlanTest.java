package dev.shardproof.verifier.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplePlanTest {

    @ParameterizedTest
    @CsvSource({
        "0.95, 1e-3, 2995",
        "0.99, 1e-3, 4603",
        "0.95, 1e-4, 29956",
        "0.99, 1e-4, 46050",
        "0.95, 1e-6, 2995731",
        "0.99, 1e-6, 4605168"
    })
    void rowsNeededAreTheFewestThatSeeTheShareWithThatConfidence(double confidence, double detect, long rows) {
        SamplePlan plan = new SamplePlan(confidence, detect);

        assertThat(plan.rowsNeeded()).isEqualTo(rows);
        assertThat(plan.upperBound(0, rows)).isLessThanOrEqualTo(detect);
        assertThat(plan.upperBound(0, rows - 1)).isGreaterThan(detect);
    }

    @Test
    void boundIsThatOfClopperAndPearson() {
        SamplePlan plan = new SamplePlan(0.95, 1e-4);

        assertThat(plan.upperBound(0, 10_000)).isCloseTo(3.00e-4, within(0.005e-4));
        assertThat(plan.upperBound(1, 10_000)).isCloseTo(4.74e-4, within(0.005e-4));
        // 1 of 2: P(at most 1 bad) = 1 - p², so p = √0.95
        assertThat(plan.upperBound(1, 2)).isCloseTo(Math.sqrt(0.95), within(1e-9));
        assertThat(plan.upperBound(2, 2)).isEqualTo(1);
        assertThat(plan.upperBound(0, 0)).isEqualTo(1);
    }

    @Test
    void sharesOutsideZeroToOneAreRefused() {
        assertThatThrownBy(() -> new SamplePlan(95, 1e-4)).hasMessageContaining("confidence must lie between 0 and 1");
        assertThatThrownBy(() -> new SamplePlan(0.95, 0)).hasMessageContaining("detect must lie between 0 and 1");
        assertThatThrownBy(() -> new SamplePlan(0.95, Double.NaN)).hasMessageContaining("detect");
    }
}
