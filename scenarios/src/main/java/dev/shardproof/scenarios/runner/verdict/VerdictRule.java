package dev.shardproof.scenarios.runner.verdict;

import dev.shardproof.reports.run.FaultReport;
import dev.shardproof.reports.run.GuardReport;
import dev.shardproof.reports.run.Outcome;
import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.Expectation;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the verdict of a run follows from its evidence: the worst of all checks, of the faults' proofs and of what went
 * wrong with the run itself. A fault that never bit makes the run inconclusive, one that could not be healed fails it. A
 * failure that the scenario expects excuses the checks, never the faults; a guard that is expected to fire excuses itself,
 * and no check. Pure.
 */
public final class VerdictRule {

    static final int PASSED = 0;
    static final int FAILED = 1;
    static final int INCONCLUSIVE = 2;
    static final int INTERRUPTED = 130;

    private VerdictRule() {}

    /**
     * Something about the run itself.
     *
     * @param verdict what it makes of the run
     * @param reason why, in one line
     * @param ofFault whether it is about what was broken on purpose, which no expectation excuses
     */
    public record Trouble(Verdict verdict, String reason, boolean ofFault) {
        /** About the run as such, which an expected failure may excuse. */
        public Trouble(Verdict verdict, String reason) {
            this(verdict, reason, false);
        }

        /** About what was broken on purpose. */
        public static Trouble ofFault(Verdict verdict, String reason) {
            return new Trouble(verdict, reason, true);
        }
    }

    /**
     * The outcome of a run.
     *
     * @param checks what the judges said
     * @param faults what was broken on purpose
     * @param guards what watched the run
     * @param troubles what else went wrong
     * @param expect what the scenario expects
     * @param interrupted whether somebody stopped the run
     */
    public static Outcome outcome(
            List<CheckResult> checks,
            List<FaultReport> faults,
            List<GuardReport> guards,
            List<Trouble> troubles,
            Expectation expect,
            boolean interrupted) {
        List<Trouble> all = new ArrayList<>(troubles);
        if (interrupted) {
            all.add(0, new Trouble(Verdict.INCONCLUSIVE, "the run was interrupted"));
        }
        if (checks.isEmpty()) {
            all.add(new Trouble(Verdict.INCONCLUSIVE, "no check ran"));
        }
        for (CheckResult check : checks) {
            if (check.verdict() != Verdict.PASS) {
                all.add(new Trouble(check.verdict(), check.check() + ": " + check.summary()));
            }
        }
        faults.stream().flatMap(fault -> trouble(fault).stream()).forEach(all::add);
        boolean nothingElseFails = all.stream().noneMatch(trouble -> trouble.verdict() == Verdict.FAIL);
        guards.forEach(guard -> trouble(guard).ifPresent(all::add));
        // The gravest reason first: it is the one that people act on.
        List<Trouble> ordered = new ArrayList<>();
        for (Verdict verdict : List.of(Verdict.FAIL, Verdict.INCONCLUSIVE)) {
            all.stream().filter(trouble -> trouble.verdict() == verdict).forEach(ordered::add);
        }
        Verdict verdict = ordered.isEmpty() ? Verdict.PASS : ordered.get(0).verdict();
        Optional<Verdict> faulty =
                ordered.stream().filter(Trouble::ofFault).map(Trouble::verdict).findFirst();
        boolean firedAlone = expect.fired().isPresent()
                && nothingElseFails
                && guards.stream().anyMatch(guard -> isExpected(guard, expect));
        boolean proven = !checks.isEmpty() && checks.stream().allMatch(check -> check.verdict() == Verdict.PASS);
        boolean asExpected = expect.fired().isPresent() ? firedAlone && proven : asExpected(expect, verdict, checks);
        boolean met = asExpected && (faulty.isEmpty() || expect.verdict() == Verdict.INCONCLUSIVE);
        List<String> reasons =
                new ArrayList<>(ordered.stream().map(Trouble::reason).toList());
        if (asExpected && !met) {
            reasons.add("what the scenario expects has come true, but without the faults that it asks for");
        }
        if (!met && verdict == Verdict.PASS) {
            reasons.add("the scenario expects %s, but everything passed".formatted(text(expect)));
        }
        if (firedAlone && !proven) {
            reasons.add(
                    "the guard has fired as the scenario expects, but whether the data is as it should be is in doubt");
        }
        Verdict unmet = asExpected ? faulty.orElse(verdict) : firedAlone ? Verdict.INCONCLUSIVE : verdict;
        int exitCode = interrupted ? INTERRUPTED : met ? PASSED : exitCode(unmet);
        return new Outcome(verdict, exitCode, text(expect), met, reasons);
    }

    private static Optional<Trouble> trouble(GuardReport guard) {
        String name = "guard '%s: %s'".formatted(guard.condition(), guard.action());
        if (guard.failsTheRun()) {
            return Optional.of(new Trouble(Verdict.FAIL, "%s fired: %s".formatted(name, guard.done())));
        }
        return guard.state() == GuardReport.State.INCONCLUSIVE
                ? Optional.of(new Trouble(
                        Verdict.INCONCLUSIVE,
                        "%s did not see: %s"
                                .formatted(
                                        name,
                                        guard.done().isEmpty() ? "its metric is not being collected" : guard.done())))
                : Optional.empty();
    }

    private static boolean isExpected(GuardReport guard, Expectation expect) {
        return guard.failsTheRun()
                && guard.action().equals(expect.fired().orElseThrow().key());
    }

    /** What a fault makes of the run; nothing if it is proven and healed. */
    private static Optional<Trouble> trouble(FaultReport fault) {
        String name = "fault " + fault.name() + " " + fault.target();
        if (!fault.healed()) {
            return Optional.of(Trouble.ofFault(Verdict.FAIL, name + " did not heal: " + fault.description()));
        }
        if (fault.start().isEmpty()) {
            return Optional.of(Trouble.ofFault(
                    Verdict.INCONCLUSIVE,
                    "%s was never injected at '%s': %s".formatted(name, fault.placedAt(), fault.description())));
        }
        if (fault.missedItsPlace()) {
            return Optional.of(Trouble.ofFault(
                    Verdict.INCONCLUSIVE,
                    "%s is NOT PROVEN: it was placed at '%s' and came too late, it acted in %s"
                            .formatted(
                                    name,
                                    fault.placedAt(),
                                    fault.phases().isEmpty() ? "no phase" : String.join(", ", fault.phases()))));
        }
        return fault.bitten()
                ? Optional.empty()
                : Optional.of(Trouble.ofFault(
                        Verdict.INCONCLUSIVE, name + " is NOT PROVEN: the effect that it must have was not measured"));
    }

    /** A run that should have gone red and stayed green has failed: its scenario no longer shows what it is for. */
    private static int exitCode(Verdict verdict) {
        return verdict == Verdict.INCONCLUSIVE ? INCONCLUSIVE : FAILED;
    }

    /** Whether the verdict and the checks are what the scenario expects, whatever became of the faults. */
    private static boolean asExpected(Expectation expect, Verdict verdict, List<CheckResult> checks) {
        return verdict == expect.verdict()
                && expect.failing().stream()
                        .allMatch(name -> checks.stream()
                                .anyMatch(check -> name.covers(check.check()) && check.verdict() == Verdict.FAIL));
    }

    private static String text(Expectation expect) {
        if (expect.fired().isPresent()) {
            return "fired: " + expect.fired().get().key();
        }
        return switch (expect.verdict()) {
            case PASS -> "pass";
            case INCONCLUSIVE -> "inconclusive";
            case FAIL ->
                expect.failing().stream().map(CheckName::label).collect(Collectors.joining(", ", "fail: [", "]"));
        };
    }
}
