package dev.shardproof.scenarios.runner.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.fault.conductor.FaultPlacement;
import dev.shardproof.simulator.fault.conductor.FaultRecord;
import dev.shardproof.simulator.fault.conductor.PlacedFault;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.CheckSuite;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnfoundedCheckTest {

    private boolean driverKeptUp = true;
    private List<FaultRecord> faults = List.of();

    @Test
    void aServiceIsNotSlowBecauseItsDriverIs() {
        driverKeptUp = false;
        for (Verdict verdict : Verdict.values()) {
            CheckResult result = judge("latencyThreshold", verdict);

            assertThat(result.check()).isEqualTo("latencyThreshold");
            assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(result.summary())
                    .isEqualTo("the load driver could not keep the offered rate; for what it is worth, p99 is 9 ms");
            assertThat(result.facts()).containsEntry("p99", "9 ms");
            assertThat(result.findingsTotal()).isZero();
        }
        assertThat(judge("recovery", Verdict.FAIL).verdict())
                .as("it weighs by itself what was not sent")
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void aDisturbedBaselineIsNoneButForAFixedLimit() {
        faults = List.of(fault("copying"), fault("baseline", "preparing"));

        assertThat(judge("latencyBaseline", Verdict.PASS).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judge("recovery", Verdict.PASS).summary())
                .startsWith("the fault crash s1 acted in the baseline, which is no steady state then");
        assertThat(judge("latencyThreshold", Verdict.PASS).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void withALoadAndABaselineACheckIsWhatItIs() {
        faults = List.of(fault("copying", "cutOver"));

        for (Verdict verdict : Verdict.values()) {
            assertThat(judge("latencyBaseline", verdict).verdict()).isEqualTo(verdict);
        }
    }

    private CheckResult judge(String name, Verdict verdict) {
        List<Check> checks =
                UnfoundedCheck.orAsTheyAre(List.of(new Found(name, verdict)), Defaults.CHECKS, driverKeptUp, faults);
        return new CheckSuite(checks, () -> 0).run(result -> {}).get(0);
    }

    private static FaultRecord fault(String... phases) {
        return new FaultRecord(
                new PlacedFault(
                        new Fault(FaultKind.CRASH, FaultTarget.of(new ShardId("s1")), Map.of()),
                        FaultPlacement.atProgress(phases[0], 0),
                        Duration.ofSeconds(1)),
                Optional.of(Instant.EPOCH),
                Optional.of(Instant.EPOCH.plusSeconds(1)),
                List.of(phases),
                List.of(),
                Optional.empty());
    }

    private record Found(String name, Verdict verdict) implements Check {
        @Override
        public CheckResult run() {
            List<Finding> findings = verdict == Verdict.FAIL
                    ? List.of(new Finding(Finding.Kind.LIMIT, "", "", "p99", "9 ms"))
                    : List.of();
            return new CheckResult(
                    name, verdict, "p99 is 9 ms", 100, findings, findings.size(), Map.of("p99", "9 ms"), Duration.ZERO);
        }
    }
}
