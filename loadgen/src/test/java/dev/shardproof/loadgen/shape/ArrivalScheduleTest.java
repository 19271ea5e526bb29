package dev.shardproof.loadgen.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArrivalScheduleTest {

    private static final long SECOND = 1_000_000;

    @Test
    void aConstantRateIsEvenlySpaced() {
        ArrivalSchedule schedule = new ArrivalSchedule(LoadShape.constant(500));

        assertThat(slots(schedule, 0, 4)).containsExactly(0, 2_000, 4_000, 6_000);
        assertThat(schedule.slotMicros(500L * 3600 * 12)).isEqualTo(SECOND * 3600 * 12);
        assertThat(schedule.dueBefore(SECOND)).isEqualTo(500);
        assertThat(schedule.dueBefore(SECOND + 1)).isEqualTo(501);
    }

    @Test
    void aRampOffersTheAreaBelowItAndThenStays() {
        ArrivalSchedule schedule = new ArrivalSchedule(LoadShape.ramp(0, 100, Duration.ofSeconds(10)));

        assertThat(schedule.dueBefore(5 * SECOND)).isEqualTo(125);
        assertThat(schedule.dueBefore(10 * SECOND)).isEqualTo(500);
        assertThat(schedule.dueBefore(12 * SECOND)).isEqualTo(700);
        assertThat(schedule.dueBefore(60 * SECOND)).isEqualTo(500 + 50 * 100);
    }

    @Test
    void aRampMayGoDown() {
        ArrivalSchedule schedule = new ArrivalSchedule(LoadShape.ramp(100, 0, Duration.ofSeconds(10)));

        assertThat(schedule.dueBefore(5 * SECOND)).isEqualTo(375);
        assertThat(schedule.dueBefore(Duration.ofHours(12).toSeconds() * SECOND))
                .isEqualTo(500);
        assertThat(schedule.slotMicros(500)).isEqualTo(ArrivalSchedule.NEVER);
    }

    @Test
    void stepsFollowOneAnother() {
        ArrivalSchedule schedule =
                new ArrivalSchedule(LoadShape.steps(List.of(10.0, 20.0, 40.0), Duration.ofSeconds(2)));

        assertThat(schedule.dueBefore(2 * SECOND)).isEqualTo(20);
        assertThat(schedule.dueBefore(4 * SECOND)).isEqualTo(60);
        assertThat(schedule.dueBefore(6 * SECOND)).isEqualTo(140);
        assertThat(schedule.dueBefore(20 * SECOND)).isEqualTo(140 + 14 * 40);
    }

    @Test
    void aSpikeComesOnceOrAgainAndAgain() {
        Duration second = Duration.ofSeconds(1);
        ArrivalSchedule once = new ArrivalSchedule(LoadShape.spike(10, 1_000, second.multipliedBy(2), second));
        ArrivalSchedule again = new ArrivalSchedule(
                LoadShape.spikes(10, 1_000, second.multipliedBy(2), second, second.multipliedBy(10)));

        assertThat(once.dueBefore(3 * SECOND)).isEqualTo(1_020);
        assertThat(once.dueBefore(20 * SECOND)).isEqualTo(1_190);
        assertThat(again.dueBefore(10 * SECOND)).isEqualTo(1_090);
        assertThat(again.dueBefore(13 * SECOND)).isEqualTo(1_090 + 1_020);
    }

    @Test
    void aDayHasItsLowAtTheBeginningAndItsHighInTheMiddle() {
        ArrivalSchedule schedule = new ArrivalSchedule(LoadShape.diurnal(100, 500, Duration.ofSeconds(96)));

        assertThat(schedule.dueBefore(SECOND)).isBetween(100L, 101L);
        assertThat(schedule.dueBefore(49 * SECOND) - schedule.dueBefore(47 * SECOND))
                .isBetween(997L, 1_000L);
        assertThat(schedule.dueBefore(96 * SECOND)).isBetween(300L * 96 - 1, 300L * 96 + 1);
        assertThat(schedule.dueBefore(2 * 96 * SECOND)).isBetween(2 * 300L * 96 - 2, 2 * 300L * 96 + 2);
    }

    @Test
    void nothingIsDueWhileTheRateIsZero() {
        ArrivalSchedule schedule = new ArrivalSchedule(LoadShape.steps(List.of(0.0, 10.0, 0.0), Duration.ofSeconds(1)));

        assertThat(schedule.slotMicros(0)).isEqualTo(SECOND);
        assertThat(schedule.slotMicros(9)).isEqualTo(SECOND + 900_000);
        assertThat(schedule.slotMicros(10)).isEqualTo(ArrivalSchedule.NEVER);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatIsDueIsWhatHasItsSlotBefore(LoadShape shape) {
        ArrivalSchedule schedule = new ArrivalSchedule(shape);
        long last = -1;
        for (int number = 0; number < 5_000; number++) {
            long slot = schedule.slotMicros(number);
            assertThat(slot).as("slot of %d", number).isGreaterThanOrEqualTo(last);
            last = slot;
        }
        for (long micros = 0; micros < 20 * SECOND; micros += 77_777) {
            long due = schedule.dueBefore(micros);
            assertThat(schedule.slotMicros(due)).isGreaterThanOrEqualTo(micros);
            assertThat(due == 0 ? -1 : schedule.slotMicros(due - 1)).isLessThan(micros);
        }
    }

    static Stream<LoadShape> shapes() {
        Duration second = Duration.ofSeconds(1);
        return Stream.of(
                LoadShape.constant(333),
                LoadShape.ramp(7, 700, second.multipliedBy(9)),
                LoadShape.ramp(700, 0.5, second.multipliedBy(9)),
                LoadShape.steps(List.of(1.0, 0.0, 999.0), second),
                LoadShape.spikes(1, 2_000, second, second, second.multipliedBy(4)),
                LoadShape.diurnal(0, 801, second.multipliedBy(3)),
                LoadShape.diurnal(3, 801, second.multipliedBy(3)).scaled(0.1, 1.7));
    }

    @Test
    void aShapeMustOfferSomething() {
        assertThatThrownBy(() -> LoadShape.constant(0)).hasMessageContaining("always 0");
        assertThatThrownBy(() -> LoadShape.constant(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> LoadShape.ramp(1, 2, Duration.ZERO)).hasMessageContaining("piece of 0");
    }

    private static long[] slots(ArrivalSchedule schedule, long from, long to) {
        return LongStream.range(from, to).map(schedule::slotMicros).toArray();
    }
}
