package dev.shardproof.reports.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EtaEstimateTest {

    private static final long SECOND = 1_000_000_000L;

    private final EtaEstimate eta = new EtaEstimate(Duration.ofSeconds(10));

    @Test
    void nothingIsKnownBeforeTheSecondSample() {
        assertThat(eta.perSecond()).isEmpty();
        eta.sample(0, 0);
        assertThat(eta.perSecond()).isEmpty();
        assertThat(eta.remaining(100)).isEmpty();
    }

    @Test
    void aSteadyPaceGivesTheTimeLeft() {
        eta.sample(5 * SECOND, 0);
        eta.sample(7 * SECOND, 40);

        assertThat(eta.perSecond()).hasValue(20);
        assertThat(eta.remaining(100)).contains(Duration.ofSeconds(3));
    }

    @Test
    void thePaceFollowsAChangeOnceTheWindowHasPassed() {
        for (int second = 0; second <= 60; second++) {
            eta.sample(second * SECOND, second * 100L);
        }
        for (int second = 61; second <= 75; second++) {
            eta.sample(second * SECOND, 6_000 + (second - 60) * 10L);
        }

        assertThat(eta.perSecond()).hasValue(10);
    }

    @Test
    void aStallHasNoEnd() {
        eta.sample(0, 50);
        eta.sample(5 * SECOND, 50);

        assertThat(eta.perSecond()).hasValue(0);
        assertThat(eta.remaining(100)).isEmpty();
    }

    @Test
    void doneWorkTakesNoTime() {
        eta.sample(0, 120);

        assertThat(eta.remaining(100)).contains(Duration.ZERO);
    }

    @Test
    void workThatBeginsAnewForgetsTheOldPace() {
        eta.sample(0, 0);
        eta.sample(SECOND, 1_000);
        eta.sample(2 * SECOND, 0);

        assertThat(eta.perSecond()).isEmpty();
    }

    @Test
    void timeThatGoesBackIsAnError() {
        eta.sample(10, 0);

        assertThatThrownBy(() -> eta.sample(9, 1)).hasMessageContaining("backwards");
    }

    @Test
    void samplesAtTheSameMomentAreNoPace() {
        eta.sample(10, 0);
        eta.sample(10, 50);

        assertThat(eta.perSecond()).isEmpty();
    }
}
