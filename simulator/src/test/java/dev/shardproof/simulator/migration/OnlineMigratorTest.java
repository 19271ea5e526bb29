package dev.shardproof.simulator.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.migration.port.Defect;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.migration.progress.MigrationEvent;
import dev.shardproof.simulator.migration.progress.MigrationListener;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.simulator.migration.progress.MigrationSummary;
import dev.shardproof.simulator.routing.InMemoryRoutingAuthority;
import dev.shardproof.simulator.routing.RoutingAuthority;
import dev.shardproof.simulator.routing.RoutingException;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OnlineMigratorTest {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");

    private final Topology before = Planner.equalShares(List.of(S0));
    private final ReshardPlan plan = Planner.smallestPlan(before, List.of(S0, S1));
    private final InMemoryRoutingAuthority authority = new InMemoryRoutingAuthority(before);
    private final TestingMigrationPorts ports = new TestingMigrationPorts();
    private final List<String> heard = new ArrayList<>();

    private final MigrationListener listener = new MigrationListener() {
        @Override
        public void entered(MigrationState state) {
            heard.add(state.name());
        }

        @Override
        public void happened(MigrationEvent event) {
            heard.add(event.event());
        }

        @Override
        public void fenced() {
            ports.calls.add("fenced");
        }

        @Override
        public void fencedBack() {
            looked("fenced back");
        }

        @Override
        public void undoing() {
            looked("undoing");
        }

        private void looked(String when) {
            ports.calls.add(when);
            if (brokenJudge) {
                throw new IllegalStateException("the judge broke");
            }
        }
    };

    private boolean brokenJudge;

    @Test
    void theStepsHappenInTheOrderThatLosesNothing() throws Exception {
        MigrationSummary summary = migrator(Defect.NONE).migrate();

        assertThat(ports.calls)
                .containsExactly(
                        "prepare s0",
                        "prepare s1",
                        "open forward s0 → s1",
                        "copy s0 → s1 pages 0..10",
                        "copy s0 → s1 pages 10..",
                        "close copy s0 → s1",
                        "start forward s0 → s1",
                        "open reverse s0 → s1",
                        "start reverse s0 → s1",
                        "fence s0",
                        "fenced",
                        "sequences s1",
                        "drop forward s0 → s1");
        assertThat(summary.state()).isEqualTo(MigrationState.SWITCHED);
        assertThat(summary.reverseReady()).isTrue();
        assertThat(summary.streams()).singleElement().satisfies(stream -> {
            assertThat(stream.rows()).isEqualTo(6);
            assertThat(stream.chunks()).isEqualTo(2);
        });
        assertThat(authority.current().epoch()).isEqualTo(2);
        assertThat(authority.current().shards()).containsExactly(S0, S1);
    }

    @Test
    void cleanUpRemovesTheReplicationBeforeTheRows() throws Exception {
        OnlineMigrator migrator = migrator(Defect.NONE);
        migrator.migrate();
        ports.calls.clear();

        MigrationSummary summary = migrator.cleanUp();

        assertThat(ports.calls)
                .containsExactly(
                        "drop forward s0 → s1", "drop reverse s0 → s1", "delete s0", "restore s0", "restore s1");
        assertThat(summary.rowsRemoved()).isEqualTo(5);
        assertThat(summary.state()).isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void aFailedCopyLeavesEverythingAsItWas() {
        ports.fail("copy s0 → s1 pages 10..", 1);
        OnlineMigrator migrator = migrator(Defect.NONE);

        assertThatThrownBy(migrator::migrate).hasMessageContaining("pages 10.. failed");

        assertThat(ports.calls)
                .endsWith(
                        "drop forward s0 → s1",
                        "drop reverse s0 → s1",
                        "unfence s0",
                        "delete s1",
                        "restore s0",
                        "restore s1");
        assertThat(migrator.progress().state()).isEqualTo(MigrationState.ABORTED);
        assertThat(authority.current()).isEqualTo(before);
    }

    @Test
    void anAbortGoesOnWhenOneOfItsStepsFails() {
        ports.fail("copy s0 → s1 pages 0..10", 1);
        ports.fail("drop forward s0 → s1", 3);

        assertThatThrownBy(migrator(Defect.NONE)::migrate)
                .hasMessageContaining("copy s0 → s1")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(ports.calls).endsWith("unfence s0", "delete s1", "restore s0", "restore s1");
    }

    @Test
    void anAbortDuringTheCutOverIsNoReasonToTryItAgain() {
        ports.abortAt("sequences s1");
        OnlineMigrator migrator = migrator(Defect.NONE);

        assertThatThrownBy(migrator::migrate).hasMessage("aborted");

        assertThat(migrator.progress().state()).isEqualTo(MigrationState.ABORTED);
        assertThat(authority.current()).isEqualTo(before);
        assertThat(heard).doesNotContain("cut_over_postponed");
    }

    /** The session may have been ended: the next attempt gets another one. */
    @Test
    void anAbortTriesAStepAgainThatFails() {
        ports.fail("copy s0 → s1 pages 0..10", 1);
        ports.fail("drop forward s0 → s1", 2);

        assertThatThrownBy(migrator(Defect.NONE)::migrate)
                .hasMessageContaining("copy s0 → s1")
                .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
        assertThat(ports.calls).endsWith("unfence s0", "delete s1", "restore s0", "restore s1");
    }

    @Test
    void anAbortDropsEveryLinkThoughOneCanNotBeDropped() {
        ports.fail("fence s0", 3);
        ports.fail("drop forward s0 → s1", 3);

        assertThatThrownBy(migrator(Defect.NONE)::migrate).hasMessageContaining("fence s0 failed");

        assertThat(ports.calls).contains("drop reverse s0 → s1");
    }

    @Test
    void anAbortDeletesNothingOnATargetThatTheSourceStillFollows() {
        ports.fail("fence s0", 3);
        ports.fail("drop reverse s0 → s1", 3);

        assertThatThrownBy(migrator(Defect.NONE)::migrate)
                .hasMessageContaining("fence s0 failed")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));

        assertThat(ports.calls).doesNotContain("delete s1").endsWith("unfence s0", "restore s0", "restore s1");
    }

    @Test
    void aSwitchWhoseAnswerWasLostIsNotTakenBack() throws Exception {
        TestingForgetfulAuthority forgetful = new TestingForgetfulAuthority(authority, 2);
        OnlineMigrator migrator = new OnlineMigrator(before, plan, forgetful, ports, settings(Defect.NONE), listener);

        assertThat(migrator.migrate().state()).isEqualTo(MigrationState.SWITCHED);

        assertThat(authority.current().epoch()).isEqualTo(2);
        assertThat(ports.calls).doesNotContain("unfence s0", "delete s1");
    }

    @Test
    void aSwitchThatStaysInDoubtLeavesFencesAndRowsAlone() {
        TestingForgetfulAuthority forgetful = new TestingForgetfulAuthority(authority, Integer.MAX_VALUE);
        OnlineMigrator migrator = new OnlineMigrator(before, plan, forgetful, ports, settings(Defect.NONE), listener);

        assertThatThrownBy(migrator::migrate)
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("does not tell whether it has switched to epoch 2");

        assertThat(migrator.progress().state()).isEqualTo(MigrationState.CUTTING_OVER);
        assertThat(ports.calls).doesNotContain("unfence s0", "delete s1", "drop reverse s0 → s1");
    }

    /** Does what it is told, but its answers to a switch get lost. */
    private static final class TestingForgetfulAuthority implements RoutingAuthority {
        private final RoutingAuthority authority;
        private int answersLost;

        TestingForgetfulAuthority(RoutingAuthority authority, int answersLost) {
            this.authority = authority;
            this.answersLost = answersLost;
        }

        @Override
        public Topology current() {
            return authority.current();
        }

        @Override
        public boolean compareAndSet(long expectedEpoch, Topology next) {
            boolean done = authority.compareAndSet(expectedEpoch, next);
            if (answersLost-- > 0) {
                throw new RoutingException("the connection broke", null);
            }
            return done;
        }
    }

    @Test
    void aLagGateThatStaysShutSaysHowFarBehindTheTargetsAre() {
        ports.lagBytes = 1;

        assertThatThrownBy(migrator(Defect.NONE)::migrate)
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("1 bytes of log unconfirmed")
                .hasMessageContaining("at most 0 bytes");

        assertThat(authority.current()).isEqualTo(before);
    }

    @Test
    void aFenceThatCanNotRiseIsTriedAgain() throws Exception {
        ports.fail("fence s0", 2);

        migrator(Defect.NONE).migrate();

        assertThat(ports.calls.stream().filter("fence s0"::equals)).hasSize(3);
        assertThat(heard).containsSubsequence("CUTTING_OVER", "cut_over_postponed", "CATCHING_UP", "CUTTING_OVER");
        assertThat(authority.current().epoch()).isEqualTo(2);
    }

    @Test
    void aFenceThatNeverRisesAborts() {
        ports.fail("fence s0", 3);

        assertThatThrownBy(migrator(Defect.NONE)::migrate).hasMessageContaining("fence s0 failed");

        assertThat(authority.current()).isEqualTo(before);
        assertThat(ports.calls).contains("unfence s0");
    }

    @Test
    void changesThatNeverArriveAbortInsteadOfSwitching() {
        ports.markersArrive = link -> !link.startsWith("forward");

        assertThatThrownBy(migrator(Defect.NONE)::migrate)
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("catching up");

        assertThat(authority.current()).isEqualTo(before);
    }

    @Test
    void ofTwoOrchestratorsTheLaterOneSwitchesNothing() {
        authority.compareAndSet(1, before.apply(plan));
        OnlineMigrator late = migrator(Defect.NONE);

        assertThatThrownBy(late::migrate).hasMessageContaining("no longer at epoch 1");

        assertThat(authority.current().epoch()).isEqualTo(2);
        assertThat(ports.calls).contains("unfence s0");
    }

    @Test
    void aDefectInARowIsPlantedBehindTheFenceAndBeforeTheJudgeLooks() throws Exception {
        migrator(Defect.DROP_ROW).migrate();

        assertThat(ports.calls).containsSubsequence("fence s0", "plant dropRow", "fenced");
    }

    @Test
    void skippedCatchUpNeverAppliesAnything() throws Exception {
        migrator(Defect.SKIP_CATCH_UP).migrate();

        assertThat(ports.calls).doesNotContain("start forward s0 → s1").contains("fenced");
        assertThat(authority.current().epoch()).isEqualTo(2);
    }

    @Test
    void anEmptyPlanIsRefused() {
        assertThatThrownBy(() -> new OnlineMigrator(
                        before, new ReshardPlan(List.of()), authority, ports, settings(Defect.NONE), listener))
                .hasMessageContaining("nothing would move");
    }

    @Test
    void anAbortFromOutsideTakesEverythingBackWithItsReason() {
        OnlineMigrator migrator = migrator(Defect.NONE);
        ports.onSleep = () -> migrator.control().abort("a guard says so"); // the copy is paced, so it sleeps

        assertThatThrownBy(migrator::migrate)
                .isInstanceOf(MigrationException.class)
                .hasMessage("a guard says so");

        assertThat(migrator.progress().state()).isEqualTo(MigrationState.ABORTED);
        assertThat(ports.calls).endsWith("unfence s0", "delete s1", "restore s0", "restore s1");
        assertThat(authority.current()).isEqualTo(before);
    }

    @Test
    void anAbortBehindTheFenceIsNotPostponedAndSwitchesNothing() {
        OnlineMigrator migrator = migrator(Defect.NONE);
        ports.onCall = call -> {
            if (call.equals("fence s0")) {
                migrator.control().abort("enough");
            }
        };

        assertThatThrownBy(migrator::migrate).hasMessage("enough");

        assertThat(heard).doesNotContain("cut_over_postponed");
        assertThat(ports.calls).contains("fence s0", "unfence s0");
        assertThat(authority.current()).isEqualTo(before);
    }

    @Test
    void aPausedCopyGoesOnWhereItWasAndItsTimeDoesNotCountAsCatchingUp() throws Exception {
        OnlineMigrator migrator = migrator(Defect.NONE);
        int[] looks = {0};
        ports.onCall = call -> {
            if (call.equals("start forward s0 → s1")) {
                migrator.control().pause();
            }
        };
        ports.onSleep = () -> {
            if (migrator.control().isPaused() && ++looks[0] == 1_000) { // 50 s, the catch-up may take 10
                migrator.control().resume();
            }
        };

        assertThat(migrator.migrate().state()).isEqualTo(MigrationState.SWITCHED);
        assertThat(looks[0]).isEqualTo(1_000);
    }

    @Test
    void slowingDownHalvesThePaceDownToAFloor() {
        CopyPace pace = new CopyPace(OptionalLong.of(350_000), ports.clock());

        assertThat(pace.slowDown()).hasValue(175_000);
        assertThat(pace.slowDown()).hasValue(CopyPace.FLOOR_BYTES_PER_SECOND);
        assertThat(pace.slowDown()).isEmpty();
        assertThat(pace.limit()).hasValue(CopyPace.FLOOR_BYTES_PER_SECOND);
    }

    @Test
    void aCopyWithoutALimitIsSlowedDownFromThePaceItHas() throws Exception {
        CopyPace pace = new CopyPace(OptionalLong.empty(), ports.clock());
        for (int i = 0; i < 80; i++) {
            pace.before(400_000);
            ports.clock().sleep(Duration.ofMillis(100)); // what the copy itself takes
        }

        assertThat(pace.slowDown().getAsLong()).isBetween(1_900_000L, 2_100_000L);
        long begin = ports.clock().nanoTime();
        for (int i = 0; i < 20; i++) {
            pace.before(400_000);
        }
        assertThat(Duration.ofNanos(ports.clock().nanoTime() - begin)).isGreaterThan(Duration.ofMillis(3_500));
    }

    @Test
    void theWayBackFencesBothSidesAndSwitchesBeforeAnythingIsRemoved() throws Exception {
        OnlineMigrator migrator = migrator(Defect.NONE);
        migrator.migrate();
        ports.calls.clear();

        MigrationSummary summary = migrator.rollBack();

        assertThat(summary.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(authority.current().epoch()).isEqualTo(3);
        assertThat(authority.current().owners()).isEqualTo(before.owners());
        assertThat(ports.calls)
                .containsExactly("fence s0", "fence s1", "fenced back", "sequences s0", "unfence s0", "fence s1");
        assertThat(heard).containsSubsequence("ROLLING_BACK", "routing_switched_back", "ROLLED_BACK");

        ports.calls.clear();
        assertThat(migrator.cleanUpTargets().state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(ports.calls).containsExactly("drop reverse s0 → s1", "delete s1", "restore s0", "restore s1");
    }

    @Test
    void targetsThatOwnTheirRangesAreNotCleanedUp() throws Exception {
        OnlineMigrator migrator = migrator(Defect.NONE);
        migrator.migrate();

        assertThatThrownBy(migrator::cleanUpTargets).hasMessageContaining("has no targets to clean up");
    }

    @Test
    void aWayBackThatDoesNotComeThroughLeavesTheTargetsInCharge() throws Exception {
        OnlineMigrator migrator = migrator(Defect.NONE);
        migrator.migrate();
        ports.calls.clear();
        ports.markersArrive = link -> !link.startsWith("reverse");

        assertThatThrownBy(migrator::rollBack).hasMessageContaining("the last changes before the way back");

        assertThat(migrator.progress().state()).isEqualTo(MigrationState.SWITCHED);
        assertThat(authority.current().epoch()).isEqualTo(2);
        assertThat(ports.calls).containsExactly("fence s0", "fence s1", "fence s0", "unfence s1");
    }

    @Test
    void aJudgeThatBreaksOnTheWayBackLeavesTheTargetsInChargeAndTheirRangesOpen() throws Exception {
        OnlineMigrator migrator = migrator(Defect.NONE);
        migrator.migrate();
        ports.calls.clear();
        brokenJudge = true;

        assertThatThrownBy(migrator::rollBack).hasMessage("the judge broke");

        assertThat(migrator.progress().state()).isEqualTo(MigrationState.SWITCHED);
        assertThat(authority.current().epoch()).isEqualTo(2);
        assertThat(ports.calls).containsExactly("fence s0", "fence s1", "fenced back", "fence s0", "unfence s1");
    }

    @Test
    void theJudgeLooksBeforeAnythingIsUndone() {
        ports.fail("sequences s1", 3);

        assertThatThrownBy(migrator(Defect.NONE)::migrate).hasMessageContaining("sequences s1 failed");

        int looked = ports.calls.indexOf("undoing");
        assertThat(ports.calls.subList(looked, ports.calls.size()))
                .contains("drop forward s0 → s1", "drop reverse s0 → s1", "delete s1");
        assertThat(ports.calls.subList(0, looked)).doesNotContain("drop forward s0 → s1", "delete s1");
    }

    @Test
    void aJudgeThatBreaksStopsNoUndoing() {
        ports.fail("copy s0 → s1 pages 0..10", 1);
        brokenJudge = true;
        OnlineMigrator migrator = migrator(Defect.NONE);

        assertThatThrownBy(migrator::migrate)
                .hasMessageContaining("copy s0 → s1")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));

        assertThat(ports.calls).endsWith("unfence s0", "delete s1", "restore s0", "restore s1");
        assertThat(migrator.progress().state()).isEqualTo(MigrationState.ABORTED);
    }

    @Test
    void beforeTheSwitchThereIsNothingToRollBack() {
        assertThatThrownBy(migrator(Defect.NONE)::rollBack).hasMessageContaining("can not become ROLLING_BACK");
    }

    private OnlineMigrator migrator(Defect defect) {
        return new OnlineMigrator(before, plan, authority, ports, settings(defect), listener);
    }

    private static MigrationSettings settings(Defect defect) {
        return new MigrationSettings(
                OptionalLong.of(10_000),
                new LagGate(0, Duration.ofSeconds(1)),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                3,
                defect);
    }
}
