package dev.shardproof.scenarios.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shardproof.simulator.migration.progress.MigrationProgress;
import dev.shardproof.simulator.migration.progress.MigrationState;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MigrationPulseTest {

    private static final long SECOND = 1_000_000_000L;

    private final MigrationPulse pulse = new MigrationPulse();

    @Test
    void beforeAndAfterTheMigrationThereIsNothingToSay() {
        assertThat(stalled(0, MigrationState.PLANNED, 0, 0, false)).isEmpty();
        assertThat(stalled(50, MigrationState.PLANNED, 0, 0, false)).isEmpty();
        assertThat(stalled(60, MigrationState.SWITCHED, 1, 500, false)).isEmpty();
    }

    @Test
    void aCopyThatDoesNotMoveIsStalledFromItsLastByteOn() {
        assertThat(stalled(0, MigrationState.COPYING, 0, 0, false)).hasValue(0);
        assertThat(stalled(5, MigrationState.COPYING, 0, 100, false)).hasValue(0);
        assertThat(stalled(20, MigrationState.COPYING, 0, 100, false)).hasValue(15);
        assertThat(stalled(21, MigrationState.COPYING, 0, 101, false)).hasValue(0);
    }

    @Test
    void aNewStateIsProgressAndAPauseIsNoStall() {
        stalled(0, MigrationState.COPYING, 1, 100, false);
        assertThat(stalled(9, MigrationState.CATCHING_UP, 1, 100, false)).hasValue(0);
        assertThat(stalled(20, MigrationState.CATCHING_UP, 1, 100, true)).isEmpty();
        assertThat(stalled(25, MigrationState.CATCHING_UP, 1, 100, false)).hasValue(5);
    }

    @Test
    void theTimeLeftFollowsThePaceAndHasNoEndWhenNothingMoves() {
        assertThat(eta(0, 0.0)).isEmpty();
        assertThat(eta(10, 0.1).orElseThrow()).isCloseTo(90, within(0.1));
        assertThat(eta(20, 0.2).orElseThrow()).isCloseTo(80, within(0.1));
        for (int second = 21; second < 51; second++) {
            eta(second, 0.2);
        }
        assertThat(eta(51, 0.2)).hasValue(Double.POSITIVE_INFINITY);
    }

    private OptionalDouble stalled(long second, MigrationState state, double copied, long bytes, boolean paused) {
        return pulse.look(second * SECOND, new MigrationProgress(state, copied, 1, bytes, -1), bytes, paused)
                .get(0)
                .value();
    }

    private OptionalDouble eta(long second, double copied) {
        return pulse.look(
                        second * SECOND,
                        new MigrationProgress(MigrationState.COPYING, copied, 1, 1, -1),
                        Math.round(copied * 1e6),
                        false)
                .get(1)
                .value();
    }
}
