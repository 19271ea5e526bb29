package dev.shardproof.simulator.fault.conductor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.fault.conductor.FaultSchedule.Action;
import dev.shardproof.simulator.fault.conductor.FaultSchedule.ActionKind;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {

    private static final Action INJECT = new Action(ActionKind.INJECT, 0);
    private static final Action HEAL = new Action(ActionKind.HEAL, 0);

    @Test
    void faultIsInjectedOnceItsShareIsReachedAndOnlyOnce() {
        FaultSchedule schedule = schedule(FaultPlacement.atProgress("copying", 0.4));
        assertThat(schedule.observe("copying", 0.39, seconds(1))).isEmpty();
        assertThat(schedule.observe("copying", 0.41, seconds(2))).containsExactly(INJECT);
        assertThat(schedule.observe("copying", 0.5, seconds(3))).isEmpty();
        assertThat(schedule.waiting()).isEmpty();
    }

    @Test
    void otherPhaseDoesNotCount() {
        FaultSchedule schedule = schedule(FaultPlacement.atProgress("copying", 0.4));
        assertThat(schedule.observe("catching up", 0.9, seconds(1))).isEmpty();
        assertThat(schedule.waiting()).hasSize(1);
    }

    @Test
    void delayCountsFromTheFirstObservationOfThePhase() {
        FaultSchedule schedule = schedule(FaultPlacement.afterDelay("copying", Duration.ofSeconds(5)));
        assertThat(schedule.observe("before", 0, seconds(0))).isEmpty();
        assertThat(schedule.observe("copying", 0, seconds(10))).isEmpty();
        assertThat(schedule.observe("copying", 0.1, seconds(14))).isEmpty();
        assertThat(schedule.observe("copying", 0.1, seconds(15))).containsExactly(INJECT);
    }

    @Test
    void durationCountsFromTheMomentAtWhichTheFaultActs() {
        FaultSchedule schedule = schedule(FaultPlacement.atProgress("copying", 0));
        schedule.observe("copying", 0, seconds(0));
        assertThat(schedule.elapse(seconds(60))).isEmpty();
        schedule.injected(0, seconds(60));
        assertThat(schedule.elapse(seconds(79))).isEmpty();
        assertThat(schedule.observe("cut-over", 0, seconds(80))).containsExactly(HEAL);
        assertThat(schedule.elapse(seconds(81))).isEmpty();
    }

    @Test
    void healingThatFailsIsAskedForAgainEachSecondButNotForEver() {
        FaultSchedule schedule = schedule(FaultPlacement.atProgress("copying", 0));
        schedule.observe("copying", 0, seconds(0));
        schedule.injected(0, seconds(0));
        long now = seconds(20);
        for (int tries = 1; tries < FaultSchedule.HEAL_TRIES; tries++) {
            assertThat(schedule.elapse(now)).containsExactly(HEAL);
            assertThat(schedule.elapse(now + seconds(5)))
                    .as("while it is healed")
                    .isEmpty();
            assertThat(schedule.healingFailed(0, now)).isTrue();
            assertThat(schedule.elapse(now + seconds(1) - 1)).isEmpty();
            now += seconds(1);
        }
        assertThat(schedule.elapse(now)).containsExactly(HEAL);
        assertThat(schedule.healingFailed(0, now)).isFalse();
        assertThat(schedule.elapse(now + seconds(60))).isEmpty();
    }

    @Test
    void whatWasInjectedInPartIsHealedSoon() {
        FaultSchedule schedule = schedule(FaultPlacement.atProgress("copying", 0));
        schedule.observe("copying", 0, seconds(0));
        schedule.leftInPart(0, seconds(3));
        assertThat(schedule.elapse(seconds(4) - 1)).isEmpty();
        assertThat(schedule.elapse(seconds(4))).containsExactly(HEAL);
    }

    @Test
    void clockMayWrapAround() {
        FaultSchedule schedule = schedule(FaultPlacement.afterDelay("copying", Duration.ofSeconds(1)));
        assertThat(schedule.observe("copying", 0, Long.MAX_VALUE)).isEmpty();
        assertThat(schedule.observe("copying", 0, Long.MAX_VALUE + seconds(1))).containsExactly(INJECT);
    }

    @Test
    void injectionThatWasNotAskedForIsRefused() {
        FaultSchedule schedule = schedule(FaultPlacement.atProgress("copying", 0));
        assertThatThrownBy(() -> schedule.injected(0, 1)).isInstanceOf(IllegalStateException.class);
    }

    private static FaultSchedule schedule(FaultPlacement placement) {
        Fault fault = new Fault(FaultKind.CRASH, FaultTarget.of(new ShardId("s2")), Map.of());
        return new FaultSchedule(List.of(new PlacedFault(fault, placement, Duration.ofSeconds(20))));
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
