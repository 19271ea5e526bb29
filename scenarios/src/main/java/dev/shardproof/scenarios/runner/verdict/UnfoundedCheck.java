package dev.shardproof.scenarios.runner.verdict;

import dev.shardproof.scenarios.judgement.PhaseTimeline;
import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.ChecksSpec;
import dev.shardproof.simulator.fault.conductor.FaultRecord;
import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A check of how fast or how good a service was, without the ground that it stands on: under a load that was not the one
 * that was offered, or against a baseline that was disturbed. A slowness that it finds may be the load driver's, and one that
 * it does not find may hide behind the baseline's. So it is INCONCLUSIVE, with what it found in its summary and facts.
 *
 * @param check the check
 * @param why what is missing
 */
public record UnfoundedCheck(Check check, String why) implements Check {

    public UnfoundedCheck {
        Objects.requireNonNull(check, "check is null");
        Objects.requireNonNull(why, "why is null");
    }

    /**
     * The checks as they are where they stand on something, else as checks that prove nothing.
     *
     * @param driverKeptUp whether the load was the one that was offered
     * @param faults as they were when all were over
     */
    public static List<Check> orAsTheyAre(
            List<Check> checks, ChecksSpec wanted, boolean driverKeptUp, List<FaultRecord> faults) {
        return checks.stream()
                .map(check -> why(check.name(), wanted, driverKeptUp, faults)
                        .<Check>map(why -> new UnfoundedCheck(check, why))
                        .orElse(check))
                .toList();
    }

    private static Optional<String> why(
            String check, ChecksSpec wanted, boolean driverKeptUp, List<FaultRecord> faults) {
        boolean recovery = check.equals(CheckName.RECOVERY.label());
        // Goodput is seconds of many requests, and the check weighs those that were never sent by itself.
        if (!driverKeptUp && !recovery) {
            return Optional.of("the load driver could not keep the offered rate");
        }
        boolean comparesWithBaseline = recovery
                || check.equals(CheckName.LATENCY_BASELINE.label())
                        && wanted.latencyBaseline()
                                .flatMap(ChecksSpec.LatencyBaseline::file)
                                .isEmpty();
        return faults.stream()
                .filter(fault -> comparesWithBaseline && fault.phases().contains(PhaseTimeline.BASELINE))
                .findFirst()
                .map(UnfoundedCheck::disturbed);
    }

    private static String disturbed(FaultRecord fault) {
        return "the fault %s acted in the baseline, which is no steady state then"
                .formatted(fault.placed().fault().name());
    }

    @Override
    public String name() {
        return check.name();
    }

    @Override
    public CheckResult run() throws Exception {
        CheckResult found = check.run();
        return new CheckResult(
                found.check(),
                Verdict.INCONCLUSIVE,
                "%s; for what it is worth, %s".formatted(why, found.summary()),
                found.examined(),
                List.of(),
                0,
                found.facts(),
                found.took());
    }
}
