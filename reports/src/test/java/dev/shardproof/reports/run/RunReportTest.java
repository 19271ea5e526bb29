package dev.shardproof.reports.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.reports.run.LatencyReport.PhaseLatency;
import dev.shardproof.reports.run.LatencyReport.Second;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunReportTest {

    private static final Outcome PASS = new Outcome(Verdict.PASS, 0, "pass", true, List.of());

    @Test
    void aPassOverAFailedCheckIsRefused() {
        RunReport failing = TestingReports.failing();

        assertThatThrownBy(() -> copy(failing, PASS, failing.checks(), failing.faults(), List.of(), List.of()))
                .hasMessageContaining("PASS is better than the checks allow");
    }

    @Test
    void aPassWithoutAnyCheckIsRefused() {
        RunReport early = TestingReports.endedEarly();

        assertThatThrownBy(() -> copy(early, PASS, List.of(), List.of(), List.of(), List.of()))
                .hasMessageContaining("there is none");
    }

    @Test
    void aPassWithAFaultThatNeverBitIsRefused() {
        RunReport inconclusive = TestingReports.inconclusive();

        assertThatThrownBy(() ->
                        copy(inconclusive, PASS, inconclusive.checks(), inconclusive.faults(), List.of(), List.of()))
                .hasMessageContaining("slowShard")
                .hasMessageContaining("never bit");
    }

    @Test
    void aVerdictOtherThanPassNeedsAReason() {
        assertThatThrownBy(() -> new Outcome(Verdict.INCONCLUSIVE, 2, "pass", false, List.of()))
                .hasMessageContaining("no reason");
    }

    @Test
    void anUnknownExitCodeIsRefused() {
        assertThatThrownBy(() -> new Outcome(Verdict.PASS, 3, "pass", true, List.of()))
                .hasMessageContaining("exit code 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../other", "a/../../b", "c:/x", "javascript:alert(1)", "a\\b", " "})
    void anArtefactOutsideTheBundleIsRefused(String artefact) {
        RunReport passing = TestingReports.passing();

        assertThatThrownBy(() -> copy(passing, PASS, passing.checks(), passing.faults(), List.of(), List.of(artefact)))
                .hasMessageContaining("not a path inside the run bundle");
    }

    @Test
    void aTimeSeriesThatGoesBackIsRefused() {
        RunReport passing = TestingReports.passing();
        List<Second> series = List.of(new Second(2, 1, 1, 0, 1, 1), new Second(2, 1, 1, 0, 1, 1));

        assertThatThrownBy(() -> copy(passing, PASS, passing.checks(), passing.faults(), series, List.of()))
                .hasMessageContaining("not ascending");
    }

    @Test
    void aFaultThatWasNeverInjectedCanNotHaveBitten() {
        assertThatThrownBy(() -> new FaultReport(
                        "slowShard",
                        "",
                        "s2",
                        "copying 40%",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        true,
                        true))
                .hasMessageContaining("never injected");
    }

    @Test
    void fallingPercentilesAreRefused() {
        assertThatThrownBy(() -> new PhaseLatency("copying", 5, 0, 10, 20, 15, 30, 40))
                .hasMessageContaining("copying");
    }

    @Test
    void aKeyBoundMustBeA64BitInteger() {
        assertThatThrownBy(
                        () -> new TopologyReport.OwnedRange(Optional.of("9223372036854775808"), Optional.empty(), "s0"))
                .hasMessageContaining("9223372036854775808");
    }

    @Test
    void anEndBeforeTheStartIsRefused() {
        Instant start = Instant.parse("2026-11-22T10:15:00Z");

        assertThatThrownBy(() -> new MigrationReport.Phase("copying", start, Optional.of(start.minusSeconds(1))))
                .hasMessageContaining("before its start");
    }

    @Test
    void aPassWithAGuardThatDidNotSeeIsRefused() {
        assertThatThrownBy(() -> withGuard(PASS, GuardReport.State.INCONCLUSIVE, false))
                .hasMessageContaining("the guard 'cpu > 85%' did not see");
    }

    @Test
    void aGuardThatWasToEndTheMigrationFailsTheRun() {
        assertThatThrownBy(() -> withGuard(PASS, GuardReport.State.FIRED, true))
                .hasMessageContaining("the guard 'cpu > 85%' fired to end the migration");
    }

    private static RunReport withGuard(Outcome outcome, GuardReport.State state, boolean ended) {
        RunReport from = TestingReports.passing();
        GuardReport guard = new GuardReport(
                "cpu > 85%",
                "abort",
                state,
                Optional.of("99%"),
                10,
                ended ? Optional.of(from.start()) : Optional.empty(),
                ended ? 1 : 0,
                "",
                ended);
        return new RunReport(
                from.schema(),
                from.toolVersion(),
                from.runId(),
                from.scenario(),
                from.environment(),
                from.start(),
                from.end(),
                outcome,
                from.topologyBefore(),
                from.topologyAfter(),
                from.moves(),
                from.data(),
                from.migration(),
                from.load(),
                from.latency(),
                from.timeSeries(),
                from.faults(),
                List.of(guard),
                from.checks(),
                from.inventory(),
                List.of());
    }

    private static RunReport copy(
            RunReport from,
            Outcome outcome,
            List<CheckResult> checks,
            List<FaultReport> faults,
            List<Second> series,
            List<String> artefacts) {
        return new RunReport(
                from.schema(),
                from.toolVersion(),
                from.runId(),
                from.scenario(),
                from.environment(),
                from.start(),
                from.end(),
                outcome,
                from.topologyBefore(),
                from.topologyAfter(),
                from.moves(),
                from.data(),
                from.migration(),
                from.load(),
                from.latency(),
                series,
                faults,
                from.guards(),
                checks,
                from.inventory(),
                artefacts);
    }
}
