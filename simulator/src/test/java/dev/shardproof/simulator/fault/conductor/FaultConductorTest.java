package dev.shardproof.simulator.fault.conductor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.fault.conductor.FaultRecord.Outcome;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class FaultConductorTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final ProofPlan QUICK = new ProofPlan(3, Duration.ofMillis(1), Duration.ofMillis(20));
    private static final Fault SLOW = new Fault(
            FaultKind.SLOW_SHARD, FaultTarget.of(new ShardId("s2")), Map.of("latency", Duration.ofMillis(200)));

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final InMemoryLink link = new InMemoryLink();
    private final List<String> events = new CopyOnWriteArrayList<>();

    @Test
    void faultIsInjectedAtItsPlaceProvenAndHealedAtItsEnd() {
        FaultConductor conductor = conductor(Duration.ofMillis(50));
        try (conductor) {
            conductor.observe("copying", 0.39);
            assertThat(link.active).hasValue(0);
            conductor.observe("copying", 0.4);
            Awaitility.await().until(() -> events.size() == 3);
        }
        assertThat(events).containsExactly("injected", "healed", "judged PROVEN");
        FaultRecord record = onlyRecord(conductor);
        assertThat(record.started()).contains(NOW);
        assertThat(record.ended()).contains(NOW);
        assertThat(record.effects().get(0).before().answered()).containsOnly(1.0);
        assertThat(record.effects().get(0).during().answered()).containsOnly(201.0);
        assertThat(record.effects().get(0).after().answered()).containsOnly(1.0);
    }

    @Test
    void closeHealsWhatStillActsAndJudgesIt() {
        FaultConductor conductor = conductor(Duration.ofHours(1));
        conductor.observe("copying", 0.5);
        Awaitility.await().until(() -> duringSamples(conductor) > 0);
        assertThat(link.active).hasValue(1);
        conductor.close();
        assertThat(link.active).hasValue(0);
        assertThat(onlyRecord(conductor).outcome()).isEqualTo(Outcome.PROVEN);
        conductor.close();
    }

    @Test
    void sabotagedInjectionIsNotProven() {
        link.sabotaged = true;
        FaultConductor conductor = runOnce();
        assertThat(onlyRecord(conductor).outcome()).isEqualTo(Outcome.NOT_PROVEN);
        assertThat(onlyRecord(conductor).bitten()).isFalse();
    }

    @Test
    void linkThatStaysSlowIsNotHealed() {
        link.staysSlow = true;
        assertThat(onlyRecord(runOnce()).outcome()).isEqualTo(Outcome.NOT_HEALED);
    }

    @Test
    void placeThatNeverComesIsReported() {
        FaultConductor conductor = conductor(Duration.ofSeconds(1));
        conductor.observe("copying", 0.3);
        conductor.observe("catching up", 1);
        conductor.close();
        assertThat(onlyRecord(conductor).outcome()).isEqualTo(Outcome.NOT_INJECTED);
        assertThat(onlyRecord(conductor).problem()).contains("its place (copying 40.0%) was never observed");
        conductor.observe("copying", 0.9);
        assertThat(onlyRecord(conductor).outcome()).isEqualTo(Outcome.NOT_INJECTED);
    }

    @Test
    void refusedInjectionIsReportedWithItsReason() {
        link.refusesInjection = true;
        FaultConductor conductor = conductor(Duration.ofSeconds(1));
        conductor.observe("copying", 0.5);
        Awaitility.await().until(() -> !events.isEmpty());
        conductor.close();
        assertThat(onlyRecord(conductor).outcome()).isEqualTo(Outcome.NOT_INJECTED);
        assertThat(onlyRecord(conductor).problem()).contains("slowShard s2 was refused");
    }

    @Test
    void failedHealingIsTriedAgainAtTheClose() {
        link.healingsToFail = 1;
        FaultConductor conductor = conductor(Duration.ofHours(1));
        conductor.observe("copying", 0.5);
        Awaitility.await().until(() -> link.active.get() == 1);
        conductor.close();
        assertThat(link.active).hasValue(0);
        assertThat(onlyRecord(conductor).ended()).contains(NOW);
    }

    @Test
    void failedHealingIsTriedAgainWithoutAClose() throws InterruptedException {
        link.healingsToFail = 1;
        FaultConductor conductor = conductor(Duration.ofMillis(50));
        try (conductor) {
            conductor.observe("copying", 0.5);
            assertThat(conductor.awaitHealed(PATIENCE)).isEmpty();
            Awaitility.await().atMost(PATIENCE).until(() -> events.size() == 3);
        }
        assertThat(link.active).hasValue(0);
        assertThat(events).containsExactly("injected", "healed", "judged PROVEN");
        assertThat(onlyRecord(conductor).problem()).isEmpty();
    }

    @Test
    void healingThatKeepsFailingIsThrownOnceAndNeverPasses() {
        link.healingsToFail = Integer.MAX_VALUE;
        FaultConductor conductor = conductor(Duration.ofHours(1));
        conductor.observe("copying", 0.5);
        Awaitility.await().until(() -> link.active.get() == 1);
        assertThatThrownBy(conductor::close)
                .isInstanceOf(FaultException.class)
                .hasMessage("slowShard s2 was not healed");
        assertThat(onlyRecord(conductor).outcome()).isEqualTo(Outcome.NOT_HEALED);
        assertThat(onlyRecord(conductor).problem()).contains("slowShard s2 was not healed");
        int left = link.healingsToFail;
        conductor.close();
        assertThat(link.healingsToFail).isEqualTo(left);
        assertThat(link.active).hasValue(1);
    }

    @Test
    void waitingForAHealingThatKeepsFailingIsBounded() throws InterruptedException {
        link.healingsToFail = Integer.MAX_VALUE;
        FaultConductor conductor = conductor(Duration.ofMillis(1));
        conductor.observe("copying", 0.5);
        assertThat(conductor.awaitHealed(Duration.ofMillis(100))).containsExactly("slowShard s2");
        link.healingsToFail = 0;
        conductor.close();
        assertThat(link.active).hasValue(0);
    }

    @Test
    void eachFaultIsHealedOnceBeforeAnyIsTriedAgain() {
        FaultConductor conductor = conductor(List.of(SLOW, SLOW), Duration.ofHours(1), FaultListener.NONE);
        conductor.observe("copying", 0.5);
        Awaitility.await().until(() -> link.active.get() == 2);
        link.healingsToFail = 2;
        conductor.close();
        assertThat(link.active).hasValue(0);
    }

    @Test
    void faultThatIsStillPreparedIsWaitedFor() throws InterruptedException {
        link.probing = new CountDownLatch(1);
        FaultConductor conductor = conductor(Duration.ofHours(1));
        try (conductor) {
            conductor.observe("copying", 0.5);
            assertThat(conductor.awaitHealed(Duration.ofMillis(50))).containsExactly("slowShard s2");
            assertThat(conductor.awaitActing(Duration.ofMillis(50))).isFalse();
            link.probing.countDown();
            assertThat(conductor.awaitActing(PATIENCE)).isTrue();
            assertThat(duringSamples(conductor)).isPositive();
        }
    }

    @Test
    void faultThatStrikesInALaterPhaseIsNotProvenForItsOwn() {
        link.probing = new CountDownLatch(1);
        FaultConductor conductor = conductor(Duration.ofMillis(50));
        conductor.observe("copying", 0.5);
        conductor.observe("settling", 0);
        link.probing.countDown();
        Awaitility.await().atMost(PATIENCE).until(() -> events.size() == 3);
        conductor.close();
        assertThat(onlyRecord(conductor).phases()).containsExactly("settling");
        assertThat(onlyRecord(conductor).bitten()).isTrue();
        assertThat(onlyRecord(conductor).outcome()).isEqualTo(Outcome.NOT_PROVEN);
    }

    @Test
    void recordKeepsThePhasesFromTheInjectionToTheHealing() {
        FaultConductor conductor = conductor(Duration.ofHours(1));
        conductor.observe("copying", 0.5);
        Awaitility.await().until(() -> duringSamples(conductor) > 0);
        conductor.observe("catchingUp", 0);
        conductor.close();
        conductor.observe("settling", 0);
        assertThat(onlyRecord(conductor).phases()).containsExactly("copying", "catchingUp");
    }

    @Test
    void whatWasInjectedInPartIsHealedAndReportedAsNotInjected() throws InterruptedException {
        link.injectsInPart = true;
        link.healingsToFail = 1;
        FaultConductor conductor = conductor(Duration.ofHours(1));
        try (conductor) {
            conductor.observe("copying", 0.5);
            Awaitility.await().until(() -> link.active.get() == 1);
            assertThat(conductor.awaitHealed(PATIENCE)).isEmpty();
        }
        assertThat(link.active).hasValue(0);
        assertThat(onlyRecord(conductor).outcome()).isEqualTo(Outcome.NOT_INJECTED);
        assertThat(onlyRecord(conductor).problem()).contains("slowShard s2 was injected in part");
    }

    @Test
    void whatWasInjectedInPartAndStaysIsNotHealed() {
        link.injectsInPart = true;
        link.healingsToFail = Integer.MAX_VALUE;
        FaultConductor conductor = conductor(Duration.ofHours(1));
        conductor.observe("copying", 0.5);
        Awaitility.await().until(() -> link.active.get() == 1);
        assertThatThrownBy(conductor::close).hasMessage("slowShard s2 was not healed");
        assertThat(onlyRecord(conductor).outcome()).isEqualTo(Outcome.NOT_HEALED);
        assertThat(onlyRecord(conductor).problem())
                .contains("slowShard s2 was injected in part; slowShard s2 was not healed");
    }

    @Test
    void probeWithoutAnswersProvesNothing() {
        link.probeFails = true;
        FaultConductor conductor = runOnce();
        assertThat(onlyRecord(conductor).outcome()).isEqualTo(Outcome.NOT_PROVEN);
        assertThat(onlyRecord(conductor).effects().get(0).before().failures()).isEqualTo(3);
        assertThat(link.active).hasValue(0);
    }

    @Test
    void failingListenerDoesNotKeepTheFaultFromHealing() {
        FaultListener failing = new FaultListener() {
            @Override
            public void injected(PlacedFault fault, Instant at) {
                throw new IllegalStateException("listener");
            }
        };
        FaultConductor conductor = conductor(Duration.ofHours(1), failing);
        conductor.observe("copying", 0.5);
        Awaitility.await().until(() -> duringSamples(conductor) > 0);
        conductor.close();
        assertThat(onlyRecord(conductor).outcome()).isEqualTo(Outcome.PROVEN);
    }

    /** A whole life of the fault, with at least one sample while it acts. */
    private FaultConductor runOnce() {
        FaultConductor conductor = conductor(Duration.ofMillis(50));
        conductor.observe("copying", 0.5);
        Awaitility.await().until(() -> events.size() == 3);
        conductor.close();
        return conductor;
    }

    private FaultConductor conductor(Duration duration) {
        return conductor(duration, new FaultListener() {
            @Override
            public void injected(PlacedFault fault, Instant at) {
                events.add("injected");
            }

            @Override
            public void healed(PlacedFault fault, Instant at) {
                events.add("healed");
            }

            @Override
            public void judged(FaultRecord fault) {
                events.add("judged " + fault.outcome());
            }
        });
    }

    private FaultConductor conductor(Duration duration, FaultListener listener) {
        return conductor(List.of(SLOW), duration, listener);
    }

    private FaultConductor conductor(List<Fault> faults, Duration duration, FaultListener listener) {
        List<PlacedFault> placed = faults.stream()
                .map(fault -> new PlacedFault(fault, FaultPlacement.atProgress("copying", 0.4), duration))
                .toList();
        return new FaultConductor(placed, link, QUICK, () -> NOW, System::nanoTime, listener);
    }

    private static int duringSamples(FaultConductor conductor) {
        return onlyRecord(conductor).effects().stream()
                .mapToInt(effect -> effect.during().answered().size())
                .sum();
    }

    private static FaultRecord onlyRecord(FaultConductor conductor) {
        assertThat(conductor.records()).hasSize(1);
        return conductor.records().get(0);
    }
}
