package dev.shardproof.loadgen.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.core.util.Shard$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.Iterator;

class ArrivalScheduleTest {

    private static final long BEGIN = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 300, 499, 999, 1_000, 1_001, 4_321, 20_000})
    void slotsAreThoseThatGatlingPlans(int rate) {
        ArrivalSchedule schedule = new ArrivalSchedule(rate);
        schedule.intendedMicros(0, BEGIN);
        for (int second = 0; second < 2; second++) {
            long number = (long) second * rate;
            Iterator<Object> usersByMilli = Shard$.MODULE$.shards(rate, 1_000);
            for (int milli = 0; milli < 1_000; milli++) {
                for (long user = (Long) usersByMilli.next(); user > 0; user--) {
                    long slot = BEGIN + second * 1_000_000L + milli * 1_000L;
                    assertThat(schedule.intendedMicros(number++, slot + 999_999))
                            .isEqualTo(slot);
                }
            }
            assertThat(number).isEqualTo((second + 1L) * rate);
        }
    }

    @Test
    void aLateReleaseDoesNotMoveItsSlot() {
        ArrivalSchedule schedule = new ArrivalSchedule(1_000);
        schedule.intendedMicros(0, BEGIN);

        assertThat(schedule.intendedMicros(1_500, BEGIN + 60_000_000)).isEqualTo(BEGIN + 1_500_000);
    }

    @Test
    void theBeginningIsLearntFromTheEarliestRelease() {
        ArrivalSchedule schedule = new ArrivalSchedule(1_000);
        assertThat(schedule.intendedMicros(0, BEGIN + 30_000))
                .isEqualTo(BEGIN + 30_000); // an event loop that started late
        assertThat(schedule.intendedMicros(7, BEGIN + 7_000)).isEqualTo(BEGIN + 7_000);

        assertThat(schedule.intendedMicros(1, BEGIN + 31_000)).isEqualTo(BEGIN + 1_000);
    }

    @Test
    void aBeginningThatIsKnownNeedsNotBeLearnt() {
        ArrivalSchedule schedule = new ArrivalSchedule(1_000);
        schedule.began(BEGIN);

        assertThat(schedule.intendedMicros(0, BEGIN + 300_000)).isEqualTo(BEGIN);
        assertThat(schedule.intendedMicros(5, BEGIN + 4_900)).isEqualTo(BEGIN + 4_900);
    }

    @Test
    void whatIsDueIsCountedFromTheBeginning() {
        ArrivalSchedule schedule = new ArrivalSchedule(500);
        assertThat(schedule.dueBefore(BEGIN)).isZero();
        schedule.intendedMicros(0, BEGIN);

        assertThat(schedule.dueBefore(BEGIN)).isZero();
        assertThat(schedule.dueBefore(BEGIN + 1)).isEqualTo(1);
        assertThat(schedule.dueBefore(BEGIN + 1_000_000)).isEqualTo(500);
        assertThat(schedule.dueBefore(BEGIN + 1_000_001)).isEqualTo(501);
        assertThat(schedule.dueBefore(BEGIN + 10_500_000)).isEqualTo(5_250);
    }
}
