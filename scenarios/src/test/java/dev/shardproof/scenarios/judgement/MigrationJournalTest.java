package dev.shardproof.scenarios.judgement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.log.EventLog;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.ExpectedEffect;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.Summary;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.fault.conductor.FaultConductor;
import dev.shardproof.simulator.fault.conductor.FaultPlacement;
import dev.shardproof.simulator.fault.conductor.FaultRecord;
import dev.shardproof.simulator.fault.conductor.PlacedFault;
import dev.shardproof.simulator.fault.conductor.ProofPlan;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.simulator.topology.ShardId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Phases that would be over at once, and a fault that takes its time. */
class MigrationJournalTest {

    private static final List<MigrationState> MIGRATION = List.of(
            MigrationState.PREPARING,
            MigrationState.COPYING,
            MigrationState.CATCHING_UP,
            MigrationState.CUTTING_OVER,
            MigrationState.SWITCHED);

    @TempDir
    Path folder;

    private final PhaseTimeline timeline = new PhaseTimeline(() -> Instant.EPOCH);
    private final SlowCrash family = new SlowCrash();

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "copying", "catchingUp", "cutOver"})
    void faultActsInTheShortestPhase(String phase) throws Exception {
        assertThat(record(phase).phases()).contains(phase);
        assertThat(record(phase).outcome()).isEqualTo(FaultRecord.Outcome.PROVEN);
    }

    @Test
    void nobodyWaitsWhileWritesAreFenced() throws Exception {
        record("cutOver");
        assertThat(family.states).as("acts before the fence is raised").containsExactly("cutOver");
    }

    private FaultRecord record(String phase) throws Exception {
        PlacedFault placed = new PlacedFault(
                new Fault(FaultKind.CRASH, FaultTarget.of(new ShardId("s1")), Map.of()),
                FaultPlacement.atProgress(phase, 0),
                Duration.ofHours(1));
        try (EventLog events = new EventLog(folder.resolve("events.jsonl"), () -> Instant.EPOCH)) {
            MigrationJournal journal = new MigrationJournal("id", events, timeline, new CalledJudge());
            FaultConductor conductor = new FaultConductor(
                    List.of(placed),
                    family,
                    new ProofPlan(1, Duration.ofMillis(1), Duration.ofMillis(50)),
                    () -> Instant.EPOCH,
                    System::nanoTime,
                    journal);
            try (conductor) {
                timeline.follow(conductor::observe);
                journal.holdFor(conductor);
                timeline.enter("baseline");
                MIGRATION.forEach(journal::entered);
            }
            return conductor.records().get(0);
        }
    }

    /** Its connections must stand before the fence does. */
    @Test
    void theJudgeIsCalledToTheWayBackAndToAnAbort() throws Exception {
        CalledJudge judge = new CalledJudge();
        try (EventLog events = new EventLog(folder.resolve("events.jsonl"), () -> Instant.EPOCH)) {
            MigrationJournal journal = new MigrationJournal("id", events, timeline, judge);
            journal.entered(MigrationState.SWITCHED);
            assertThat(judge.calls).isEmpty();
            journal.entered(MigrationState.ROLLING_BACK);
            journal.fencedBack();
            journal.entered(MigrationState.ROLLED_BACK);
            journal.undoing();
        }

        assertThat(judge.calls).containsExactly("rollingBack", "fencedBack", "undoing");
        assertThat(Files.readString(folder.resolve("events.jsonl")))
                .contains("judge_looked_at_the_way_back", "judge_looked_before_the_undoing");
    }

    private static final class CalledJudge implements MigrationJournal.FenceObserver {
        private final List<String> calls = new ArrayList<>();

        @Override
        public void approaching() {
            calls.add("approaching");
        }

        @Override
        public void fenced() {
            calls.add("fenced");
        }

        @Override
        public void rollingBack() {
            calls.add("rollingBack");
        }

        @Override
        public void fencedBack() {
            calls.add("fencedBack");
        }

        @Override
        public void undoing() {
            calls.add("undoing");
        }
    }

    /** Its baseline takes longer than any phase here. */
    private final class SlowCrash implements FaultFamily {
        private final AtomicBoolean acts = new AtomicBoolean();
        private final List<String> states = new ArrayList<>();

        @Override
        public Set<FaultKind> kinds() {
            return Set.of(FaultKind.CRASH);
        }

        @Override
        public List<Measure> measures(Fault fault) {
            return List.of(
                    new Measure(ExpectedEffect.of("crashes", "count", Summary.LAST, 1, 0), () -> acts.get() ? 1 : 0));
        }

        @Override
        public ActiveFault inject(Fault fault, Duration timeToLive) {
            pause();
            acts.set(true);
            states.add(timeline.current().orElseThrow().name());
            return new ActiveFault() {
                @Override
                public Fault fault() {
                    return fault;
                }

                @Override
                public void close() {
                    acts.set(false);
                }
            };
        }

        /** Waiting is the feature: the migration must be slower. */
        private void pause() {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
