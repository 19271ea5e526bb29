package dev.shardproof.verifier.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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

    @ParameterizedTest
    @CsvSource({
        "0.95, 1e-3, 5000",
        "0.99, 1e-4, 214528",
        "0.99, 1e-4, 5000000",
        "0.99, 1e-3, 1000000000",
        "0.99, 0.2, 17",
        "0.5, 1e-9, 100"
    })
    void aFiniteFrameNeedsFewerRowsForTheSamePromise(double confidence, double detect, long frame) {
        SamplePlan plan = new SamplePlan(confidence, detect);

        long rows = plan.rowsNeeded(frame);

        assertThat(rows).isLessThanOrEqualTo(Math.min(frame, plan.rowsNeeded()));
        long fewest = (long) Math.ceil(detect * frame);
        assertThat(plan.upperLimit(0, rows, frame)).isLessThan(fewest);
        assertThat(plan.upperLimit(0, rows - 1, frame)).isGreaterThanOrEqualTo(fewest);
    }

    @Test
    void rowsNeededOfAFiniteFrameAreThoseOfTheFormula() {
        // k = 20 of 20,000: the least n with C(19980, n) / C(20000, n) <= 0.05, by exact arithmetic.
        assertThat(new SamplePlan(0.95, 1e-3).rowsNeeded(20_000)).isEqualTo(2_781);
        // A single bad row among 1,000 is met as often as the share of rows that is looked at.
        assertThat(new SamplePlan(0.95, 1e-3).rowsNeeded(1_000)).isEqualTo(950);
        assertThat(new SamplePlan(0.95, 1e-3).rowsNeeded(0)).isZero();
    }

    @Test
    void strataGetTheirShareAndAtLeastAHundredRows() {
        SamplePlan plan = new SamplePlan(0.99, 1e-3);

        List<Long> shares = plan.allocate(List.of(900_000L, 99_000L, 1_000L, 7L, 0L));

        long needed = plan.rowsNeeded(1_000_007);
        assertThat(shares.get(0)).isBetween(needed * 9 / 10, needed * 9 / 10 + 20);
        assertThat(shares.get(1)).isBetween(needed * 99 / 1000, needed * 99 / 1000 + 20);
        assertThat(shares.subList(2, 5)).containsExactly(100L, 7L, 0L);
    }

    @Test
    void ofEstimatedSizesMoreIsDrawnForTheirShareMayBeOfFewerRows() {
        SamplePlan plan = new SamplePlan(0.95, 1e-3);
        List<Long> sizes = List.of(900_000L, 100_000L);
        List<Long> exact = plan.allocate(sizes);
        assertThat(plan.allocate(sizes, 1_000_000)).isEqualTo(exact);
        List<Long> doubtful = plan.allocate(sizes, 980_000);
        assertThat(doubtful.get(0) / (double) exact.get(0)).isBetween(1.015, 1.025);
        List<Stratum> drawn = List.of(new Stratum(900_000, doubtful.get(0)), new Stratum(100_000, doubtful.get(1)));
        assertThat(plan.upperLimit(0, drawn)).isLessThanOrEqualTo(980);
    }

    @Test
    void aFrameThatIsHardlyLargerThanItsSampleIsLookedAtWhole() {
        assertThat(new SamplePlan(0.95, 1e-3).allocate(List.of(2_000L, 995L))).containsExactly(2_000L, 995L);
        assertThat(new SamplePlan(0.95, 1e-3).allocate(List.of())).isEmpty();
    }

    @Test
    void sharesOutsideZeroToOneAreRefused() {
        assertThatThrownBy(() -> new SamplePlan(95, 1e-4)).hasMessageContaining("confidence must lie between 0 and 1");
        assertThatThrownBy(() -> new SamplePlan(0.95, 0)).hasMessageContaining("detect must lie between 0 and 1");
        assertThatThrownBy(() -> new SamplePlan(0.95, Double.NaN)).hasMessageContaining("detect");
    }
}
