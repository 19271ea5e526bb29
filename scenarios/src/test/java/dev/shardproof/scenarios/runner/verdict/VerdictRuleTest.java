package dev.shardproof.scenarios.runner.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.FaultReport;
import dev.shardproof.reports.run.GuardReport;
import dev.shardproof.reports.run.Outcome;
import dev.shardproof.scenarios.runner.verdict.VerdictRule.Trouble;
import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.Expectation;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.guard.GuardAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictRuleTest {

    private static final CheckResult GREEN = result("rowCount", Verdict.PASS);
    private static final CheckResult RED = result("fullChecksum", Verdict.FAIL);

    @Test
    void everythingGreenIsAPass() {
        Outcome outcome = outcome(List.of(GREEN), List.of(fault(true, true)), List.of(), Expectation.pass());
        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.reasons()).isEmpty();
    }

    @Test
    void anExpectedFailureOfTheHistoryIsMetByAnyOfItsJudgements() {
        Expectation history = Expectation.fail(Set.of(CheckName.HISTORY));
        CheckResult lost = result("lostWrites", Verdict.FAIL);
        assertThat(outcome(List.of(GREEN, lost), List.of(), List.of(), history).exitCode())
                .isZero();
        assertThat(outcome(List.of(GREEN, RED), List.of(), List.of(), history).exitCode())
                .isEqualTo(1);
        assertThat(outcome(
                                List.of(GREEN, lost),
                                List.of(),
                                List.of(),
                                Expectation.fail(Set.of(CheckName.FULL_CHECKSUM)))
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void aRunWithoutChecksIsInconclusive() {
        assertThat(outcome(List.of(), List.of(), List.of(), Expectation.pass()).exitCode())
                .isEqualTo(2);
    }

    @Test
    void aFaultThatNeverBitMakesAGreenRunInconclusive() {
        Outcome outcome = outcome(List.of(GREEN), List.of(fault(false, true)), List.of(), Expectation.pass());
        assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.reasons())
                .containsExactly("fault slowShard s2 is NOT PROVEN: the effect that it must have was not measured");
    }

    @Test
    void aFaultThatDidNotHealFails() {
        assertThat(outcome(List.of(GREEN), List.of(fault(true, false)), List.of(), Expectation.pass())
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void aGuardThatDidNotSeeMakesAGreenRunInconclusive() {
        Outcome outcome = guarded(List.of(GREEN), guard(GuardReport.State.INCONCLUSIVE, false), List.of(), "");
        assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(outcome.reasons())
                .containsExactly("guard 'cpu > 85% for 60s: abort' did not see: nothing came from cpu for 16s");
    }

    @Test
    void aGuardThatOnlyTellsPeopleDoesNotChangeTheVerdict() {
        Outcome outcome = guarded(List.of(GREEN), guard(GuardReport.State.FIRED, false), List.of(), "");
        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aGuardThatEndsTheMigrationFailsTheRunUnlessThatIsExpected() {
        GuardReport abort = guard(GuardReport.State.FIRED, true);
        assertThat(guarded(List.of(), abort, List.of(), "").exitCode()).isEqualTo(1);
        assertThat(guarded(List.of(), abort, List.of(), "").reasons().get(0)).contains("fired: nothing came");

        Outcome expected = guarded(List.of(GREEN), abort, List.of(), "abort");
        assertThat(expected.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(expected.exitCode()).isZero();
        assertThat(guarded(List.of(GREEN), abort, List.of(), "rollback").exitCode())
                .isEqualTo(1);
        assertThat(guarded(List.of(GREEN), guard(GuardReport.State.QUIET, false), List.of(), "abort")
                        .expectationMet())
                .isFalse();
        assertThat(guarded(List.of(GREEN), abort, List.of(new Trouble(Verdict.FAIL, "it left a slot")), "abort")
                        .expectationMet())
                .as("something else failed, too")
                .isFalse();
    }

    @Test
    void aGuardThatFiresAsExpectedExcusesNoCheckOfTheData() {
        GuardReport abort = guard(GuardReport.State.FIRED, true);
        CheckResult doubt = result("wayBackRowCount", Verdict.INCONCLUSIVE);

        Outcome red = guarded(List.of(GREEN, RED), abort, List.of(), "abort");
        assertThat(red.expectationMet()).isFalse();
        assertThat(red.exitCode()).isEqualTo(1);
        Outcome inDoubt = guarded(List.of(GREEN, doubt), abort, List.of(), "abort");
        assertThat(inDoubt.expectationMet()).isFalse();
        assertThat(inDoubt.exitCode()).isEqualTo(2);
        assertThat(inDoubt.reasons()).anyMatch(reason -> reason.contains("is in doubt"));
        assertThat(guarded(List.of(), abort, List.of(), "abort").exitCode())
                .as("nobody looked at the data")
                .isEqualTo(2);
    }

    @Test
    void anExpectedFailureIsMetByTheSameCheckOfTheWayBack() {
        Expectation rowCount = Expectation.fail(Set.of(CheckName.ROW_COUNT));
        CheckResult back = result("wayBackRowCount", Verdict.FAIL);

        assertThat(outcome(List.of(GREEN, back), List.of(), List.of(), rowCount).exitCode())
                .isZero();
        assertThat(outcome(
                                List.of(GREEN, back),
                                List.of(),
                                List.of(),
                                Expectation.fail(Set.of(CheckName.FULL_CHECKSUM)))
                        .exitCode())
                .isEqualTo(1);
    }

    private static Outcome guarded(
            List<CheckResult> checks, GuardReport guard, List<Trouble> troubles, String expectedAction) {
        Expectation expect =
                GuardAction.ofKey(expectedAction).map(Expectation::fired).orElse(Expectation.pass());
        return VerdictRule.outcome(checks, List.of(), List.of(guard), troubles, expect, false);
    }

    private static GuardReport guard(GuardReport.State state, boolean failsTheRun) {
        boolean fired = state == GuardReport.State.FIRED;
        return new GuardReport(
                "cpu > 85% for 60s",
                "abort",
                state,
                Optional.of("99%"),
                9,
                fired ? Optional.of(Instant.EPOCH) : Optional.empty(),
                fired ? 1 : 0,
                "nothing came from cpu for 16s",
                failsTheRun);
    }

    @Test
    void theGravestReasonComesFirst() {
        Outcome outcome = outcome(
                List.of(GREEN, RED),
                List.of(),
                List.of(new Trouble(Verdict.INCONCLUSIVE, "the baseline never got load")),
                Expectation.pass());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.reasons()).containsExactly("fullChecksum: summary", "the baseline never got load");
    }

    @Test
    void anExpectedFailureOfTheNamedCheckIsASuccess() {
        Outcome outcome =
                outcome(List.of(GREEN, RED), List.of(), List.of(), Expectation.fail(Set.of(CheckName.FULL_CHECKSUM)));
        assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcome.expectationMet()).isTrue();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void anExpectedFailureDoesNotExcuseAFaultThatProvesNothing() {
        Expectation expected = Expectation.fail(Set.of(CheckName.FULL_CHECKSUM));
        FaultReport proven = fault(true, true);
        FaultReport never = new FaultReport(
                "crash", "", "s2", "copying", Optional.empty(), Optional.empty(), List.of(), List.of(), false, true);
        assertThat(outcome(List.of(RED), List.of(proven), List.of(), expected).exitCode())
                .isZero();
        for (FaultReport nothing : List.of(never, fault(false, true), fault(false, true, List.of("after")))) {
            Outcome outcome = outcome(List.of(RED), List.of(proven, nothing), List.of(), expected);
            assertThat(outcome.expectationMet()).as(nothing.ending()).isFalse();
            assertThat(outcome.exitCode()).as(nothing.ending()).isEqualTo(2);
            assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
        }
        assertThat(outcome(List.of(RED), List.of(never, fault(true, false)), List.of(), expected)
                        .exitCode())
                .isEqualTo(1);
        assertThat(outcome(
                                List.of(RED),
                                List.of(proven),
                                List.of(Trouble.ofFault(Verdict.INCONCLUSIVE, "the watchdog had to heal")),
                                expected)
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void aFaultThatMissedItsPlaceIsNotProvenAndSaysWhereItWas() {
        Outcome outcome = outcome(
                List.of(GREEN),
                List.of(fault(true, true, List.of("settling", "after"))),
                List.of(),
                Expectation.pass());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.reasons())
                .containsExactly("fault slowShard s2 is NOT PROVEN: it was placed at 'copying 40%' and came too late,"
                        + " it acted in settling, after");
    }

    @Test
    void aFailureOfAnotherCheckThanTheNamedOneIsNone() {
        assertThat(outcome(List.of(RED), List.of(), List.of(), Expectation.fail(Set.of(CheckName.PLACEMENT)))
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void aRunThatShouldGoRedAndStaysGreenFails() {
        Outcome outcome = outcome(List.of(GREEN), List.of(), List.of(), Expectation.fail(Set.of(CheckName.ROW_COUNT)));
        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.reasons()).singleElement().asString().contains("expects fail: [rowCount]");
    }

    @Test
    void anInterruptedRunIsInconclusiveAndSaysSo() {
        Outcome outcome =
                VerdictRule.outcome(List.of(GREEN), List.of(), List.of(), List.of(), Expectation.pass(), true);
        assertThat(outcome.exitCode()).isEqualTo(130);
        assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    private static Outcome outcome(
            List<CheckResult> checks, List<FaultReport> faults, List<Trouble> troubles, Expectation expect) {
        return VerdictRule.outcome(checks, faults, List.of(), troubles, expect, false);
    }

    private static CheckResult result(String name, Verdict verdict) {
        return new CheckResult(name, verdict, "summary", 1, List.of(), 0, Map.of(), Duration.ZERO);
    }

    private static FaultReport fault(boolean bitten, boolean healed) {
        return fault(bitten, healed, List.of("copying"));
    }

    private static FaultReport fault(boolean bitten, boolean healed, List<String> phases) {
        return new FaultReport(
                "slowShard",
                "latency 60 ms",
                "s2",
                "copying 40%",
                Optional.of(Instant.EPOCH),
                Optional.of(Instant.EPOCH),
                phases,
                List.of(new FaultReport.Effect(
                        "round trip",
                        "ms",
                        OptionalDouble.of(40),
                        OptionalDouble.of(5),
                        OptionalDouble.of(1),
                        OptionalDouble.of(61),
                        OptionalDouble.of(1))),
                bitten,
                healed);
    }
}
