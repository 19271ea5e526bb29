package dev.shardproof.simulator.migration.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
