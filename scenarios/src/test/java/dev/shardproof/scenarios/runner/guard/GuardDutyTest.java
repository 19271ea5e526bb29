package dev.shardproof.scenarios.runner.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.reports.run.GuardReport;
import dev.shardproof.scenarios.metrics.TestingMigrator;
import dev.shardproof.simulator.migration.MigrationControl;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.verifier.guard.Condition;
import dev.shardproof.verifier.guard.Guard;
import dev.shardproof.verifier.guard.GuardAction;
import dev.shardproof.verifier.guard.GuardMetric;
import dev.shardproof.verifier.guard.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuardDutyTest {

    private static final long SECOND = 1_000_000_000L;

    private final List<String> heard = new ArrayList<>();
    private final MigrationControl control = TestingMigrator.create().control();
    private final InstantSource clock = () -> Instant.ofEpochSecond(1_000);
    private MigrationState state = MigrationState.COPYING;
    private long now = 7 * SECOND;

    @Test
    void anAlertTellsAndDoesNothing() {
        GuardDuty duty = fired(GuardAction.ALERT);

        assertThat(heard).containsExactly("FIRED cpu is 99% []");
        assertThat(control.isPaused()).isFalse();
        assertThat(control.abortReason()).isEmpty();
        assertThat(duty.reports().get(0).state()).isEqualTo(GuardReport.State.FIRED);
        assertThat(duty.reports().get(0).firedAt()).contains(Instant.ofEpochSecond(1_000));
        assertThat(duty.reports().get(0).peak()).contains("99%");
        assertThat(duty.reports().get(0).failsTheRun()).isFalse();
    }

    @Test
    void aThrottleHalvesTheCopysPaceAgainAndAgainWhileItLasts() {
        GuardDuty duty = fired(GuardAction.THROTTLE);
        assertThat(control.paceLimit()).hasValue(500_000);
        run(duty, 6, 0.99);
        assertThat(control.paceLimit()).hasValue(250_000);
        run(duty, 60, 0.99);

        assertThat(control.paceLimit()).hasValue(100_000);
        assertThat(duty.reports().get(0).done())
                .contains("goes on at 500 KB/s", "goes on at 100 KB/s", "as slow as it gets");
    }

    @Test
    void aPauseEndsWhenTheLastGuardThatWantedItIsCalm() {
        GuardDuty duty = fired(GuardAction.PAUSE);
        assertThat(control.isPaused()).isTrue();

        run(duty, 20, 0.1);

        assertThat(control.isPaused()).isFalse();
        assertThat(duty.reports().get(0).done()).contains("the migration waits", "the migration goes on");
    }

    @Test
    void aPauseThatHasNoEndGivesUp() {
        GuardDuty duty = fired(GuardAction.PAUSE);

        run(duty, (int) GuardDuty.PAUSE_MAX.toSeconds() + 2, 0.99);

        assertThat(control.abortReason().orElseThrow()).contains("it was paused for 10 minutes");
        assertThat(duty.reports().get(0).failsTheRun()).isTrue();
    }

    @Test
    void behindTheFenceNothingIsPaused() {
        state = MigrationState.CUTTING_OVER;
        fired(GuardAction.PAUSE);

        assertThat(control.isPaused()).isFalse();
        assertThat(heard).containsExactly("FIRED cpu is 99% [too late to pause]");
    }

    @Test
    void anAbortGivesTheMigrationUpWithItsReason() {
        GuardDuty duty = fired(GuardAction.ABORT);

        assertThat(control.abortReason()).contains("guard 'cpu > 85%: abort' fired: cpu is 99%");
        assertThat(duty.hasGivenUp()).isTrue();
        assertThat(duty.reports().get(0).failsTheRun()).isTrue();
    }

    @Test
    void afterTheSwitchAnAbortIsTooLateAndARollbackIsNot() {
        state = MigrationState.SWITCHED;
        GuardDuty abort = fired(GuardAction.ABORT);
        assertThat(control.abortReason()).isEmpty();
        assertThat(abort.wantsRollback()).isFalse();
        assertThat(abort.reports().get(0).done()).contains("too late, the migration is switched");
        assertThat(abort.reports().get(0).failsTheRun()).isTrue();

        GuardDuty rollback = fired(GuardAction.ROLLBACK);
        assertThat(rollback.wantsRollback()).isTrue();
        rollback.rolledBack(Optional.empty());
        assertThat(rollback.reports().get(0).done()).contains("the sources own the ranges again");
    }

    @Test
    void aRollbackThatCrossesTheSwitchIsDoneAfterIt() {
        GuardDuty duty = fired(GuardAction.ROLLBACK);
        state = MigrationState.SWITCHED;

        duty.migrationEnded(true);

        assertThat(duty.wantsRollback()).isTrue();
    }

    @Test
    void beforeTheMigrationNothingIsDoneButItMayNotBegin() {
        state = MigrationState.PLANNED;
        GuardDuty duty = fired(GuardAction.ABORT);

        assertThat(control.abortReason()).isEmpty();
        assertThat(duty.objections()).containsExactly("guard 'cpu > 85%: abort' fires before anything is touched");
        assertThat(duty.reports().get(0).failsTheRun()).isFalse();
    }

    @Test
    void nothingBeginsUnderAGuardThatHasLostItsSight() {
        state = MigrationState.PLANNED;
        GuardDuty duty = duty(GuardAction.ALERT);
        run(duty, 1, 0.1);
        now += 20 * SECOND;
        duty.look();

        assertThat(duty.objections())
                .containsExactly("guard 'cpu > 85%: alert' has lost its sight before anything is touched");
    }

    @Test
    void whatFiresBetweenTheLastQuestionAndTheFirstStepIsActedOn() {
        state = MigrationState.PLANNED;
        GuardDuty duty = duty(GuardAction.ABORT);
        run(duty, 1, 0.1);
        assertThat(duty.objections()).isEmpty();

        run(duty, 1, 0.99);

        assertThat(control.abortReason()).contains("guard 'cpu > 85%: abort' fired: cpu is 99%");
        assertThat(duty.reports().get(0).failsTheRun()).isTrue();
    }

    @Test
    void aDecisionThatCanNotBeToldDoesNotCostTheOthers() {
        Condition busy = new Condition(GuardMetric.CPU, Condition.Test.ABOVE, 0.85, Duration.ZERO);
        GuardDuty duty = new GuardDuty(
                List.of(new Guard(busy, GuardAction.ALERT), new Guard(busy, GuardAction.ABORT)),
                control,
                () -> state,
                (decision, done) -> {
                    throw new IllegalStateException("no space left on the device");
                },
                clock,
                () -> this.now);
        duty.begin();

        assertThatThrownBy(() -> run(duty, 1, 0.99)).hasMessageContaining("no space left");

        assertThat(control.abortReason()).contains("guard 'cpu > 85%: abort' fired: cpu is 99%");
    }

    @Test
    void theJudgeMayComeLateAndTwice() {
        Condition any = new Condition(GuardMetric.INCONSISTENCY, Condition.Test.ABOVE, 0, Duration.ZERO);
        GuardDuty duty = duty(new Guard(any, GuardAction.ALERT));
        now += 60 * SECOND;
        duty.judged(0);
        now += 60 * SECOND;
        duty.judged(2);

        assertThat(duty.reports().get(0).state()).isEqualTo(GuardReport.State.FIRED);
        assertThat(heard).containsExactly("FIRED inconsistency is 2 []");
    }

    @Test
    void anAlertBeforeTheMigrationIsNoObjection() {
        state = MigrationState.PLANNED;

        assertThat(fired(GuardAction.ALERT).objections()).isEmpty();
    }

    @Test
    void offDutyNothingIsDecidedAndNothingStaysPaused() {
        GuardDuty duty = fired(GuardAction.PAUSE);

        duty.standDown();
        run(duty, 60, 0.99);

        assertThat(control.isPaused()).isFalse();
        assertThat(heard).hasSize(1);
    }

    @Test
    void aMetricThatStopsIsInTheReport() {
        GuardDuty duty = duty(GuardAction.ALERT);
        run(duty, 3, 0.1);
        now += 20 * SECOND;
        duty.look();

        assertThat(duty.blind()).hasSize(1);
        assertThat(duty.reports().get(0).state()).isEqualTo(GuardReport.State.INCONCLUSIVE);
        assertThat(duty.reports().get(0).done()).contains("nothing came from cpu for 2");
    }

    @Test
    void theJudgesGuardIsNotBlindWhileNobodyJudges() {
        Condition any = new Condition(GuardMetric.INCONSISTENCY, Condition.Test.ABOVE, 0, Duration.ZERO);
        GuardDuty duty = duty(new Guard(any, GuardAction.ROLLBACK));
        now += 60 * SECOND;
        duty.look();
        assertThat(duty.blind()).isEmpty();
        assertThat(duty.reports().get(0).state()).isEqualTo(GuardReport.State.QUIET);
        duty.standDown();
        state = MigrationState.SWITCHED;

        duty.judged(2);

        assertThat(duty.wantsRollback()).isTrue();
        assertThat(heard).containsExactly("FIRED inconsistency is 2 [the routing goes back to the sources]");
    }

    private GuardDuty fired(GuardAction action) {
        heard.clear();
        GuardDuty duty = duty(action);
        run(duty, 1, 0.99);
        return duty;
    }

    private GuardDuty duty(GuardAction action) {
        return duty(new Guard(new Condition(GuardMetric.CPU, Condition.Test.ABOVE, 0.85, Duration.ZERO), action));
    }

    private GuardDuty duty(Guard... guards) {
        GuardDuty duty = new GuardDuty(
                Arrays.asList(guards),
                control,
                () -> state,
                (decision, done) -> heard.add("%s %s [%s]".formatted(decision.kind(), decision.reason(), done)),
                clock,
                () -> this.now);
        duty.begin();
        return duty;
    }

    private void run(GuardDuty duty, int seconds, double cpu) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            duty.observe(Reading.of(GuardMetric.CPU, now, cpu));
            duty.look();
        }
    }
}
