package dev.shardproof.simulator.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationStateTest {

    @Test
    void theStraightWayLeadsFromPlannedToCompleted() {
        MigrationState state = MigrationState.PLANNED;
        for (MigrationState next : new MigrationState[] {
            MigrationState.PREPARING,
            MigrationState.COPYING,
            MigrationState.CATCHING_UP,
            MigrationState.CUTTING_OVER,
            MigrationState.SWITCHED,
            MigrationState.CLEANING_UP,
            MigrationState.COMPLETED
        }) {
            state = state.to(next);
        }
        assertThat(state.successors()).isEmpty();
    }

    @Test
    void theWayBackLeadsFromSwitchedAndEndsThere() {
        MigrationState state =
                MigrationState.SWITCHED.to(MigrationState.ROLLING_BACK).to(MigrationState.ROLLED_BACK);
        assertThat(state.successors()).isEmpty();
        assertThatThrownBy(() -> MigrationState.CLEANING_UP.to(MigrationState.ROLLING_BACK))
                .hasMessageContaining("can not become ROLLING_BACK");
    }

    @ParameterizedTest
    @EnumSource(names = {"SWITCHED", "CLEANING_UP", "COMPLETED", "ABORTED", "ROLLING_BACK", "ROLLED_BACK"})
    void afterTheSwitchNothingCanBeAborted(MigrationState state) {
        assertThat(state.abortable()).isFalse();
        assertThatThrownBy(() -> state.to(MigrationState.ABORTED)).hasMessageContaining("can not become ABORTED");
    }

    @ParameterizedTest
    @EnumSource
    void noStateFollowsItself(MigrationState state) {
        assertThat(state.successors()).doesNotContain(state);
    }

    @Test
    void theBucketKeepsTheMeanRateWithoutLongBursts() {
        TokenBucket bucket = new TokenBucket(1000, 0);
        assertThat(bucket.take(100, 0)).isZero();
        assertThat(bucket.take(50, 0)).isEqualTo(Duration.ofMillis(50).toNanos());
        // After a long pause no more than a tenth of a second's worth has gathered.
        long later = Duration.ofSeconds(100).toNanos();
        assertThat(bucket.take(100, later)).isZero();
        assertThat(bucket.take(1, later)).isEqualTo(Duration.ofMillis(1).toNanos());
    }

    @Test
    void theLagGateWantsLittleLogAndAQuickMarker() {
        LagGate gate = new LagGate(100, Duration.ofMillis(500));
        assertThat(gate.open(100, Duration.ofMillis(500))).isTrue();
        assertThat(gate.open(101, Duration.ZERO)).isFalse();
        assertThat(gate.open(0, Duration.ofMillis(501))).isFalse();
    }
}
