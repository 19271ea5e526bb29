package dev.shardproof.verifier.history.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimelineTest {

    @Test
    void itKnowsWhatAListOfEverythingKnows() {
        for (long seed = 0; seed < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Timeline timeline = new Timeline();
            List<long[]> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                long end = i + random.nextInt(10);
                long state = random.nextInt(3 + i);
                timeline.add(end, state, Long.MIN_VALUE);
                all.add(new long[] {end, state});
                long at = random.nextInt(60);
                assertThat(timeline.before(at)).as("seed %d", seed).isEqualTo(newest(all, at));
                assertThat(timeline.last()).isEqualTo(newest(all, Long.MAX_VALUE));
                assertThat(timeline.hasForgotten(at)).isFalse();
                long below = timeline.last() - 1;
                assertThat(timeline.laterThan(below)).as("seed %d", seed).isEqualTo(since(all, below));
            }
        }
    }

    @Test
    void whatIsForgottenIsSaidToBe() {
        Timeline timeline = new Timeline();
        for (int i = 0; i < 10_000; i++) {
            timeline.add(i, i, i - 100);
        }
        assertThat(timeline.before(9_950)).isEqualTo(9_949);
        assertThat(timeline.hasForgotten(9_950)).isFalse();
        assertThat(timeline.hasForgotten(100)).isTrue();
        assertThat(timeline.before(100)).isEqualTo(Timeline.NONE);
    }

    private static long newest(List<long[]> all, long before) {
        return all.stream()
                .filter(entry -> entry[0] < before)
                .mapToLong(entry -> entry[1])
                .max()
                .orElse(Timeline.NONE);
    }

    private static long since(List<long[]> all, long state) {
        return all.stream()
                .filter(entry -> entry[1] > state)
                .mapToLong(entry -> entry[0])
                .min()
                .orElseThrow();
    }
}
