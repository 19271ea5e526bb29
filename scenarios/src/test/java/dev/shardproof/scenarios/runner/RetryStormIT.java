package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.ApplicationPhase;
import dev.shardproof.scenarios.judgement.PhaseTimeline;
import dev.shardproof.scenarios.spec.file.Catalogue;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The same load and the same trigger, without the safeguards and with them, on real servers. */
class RetryStormIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void withoutSafeguardsTheApplicationStaysCollapsedWhenTheTriggerIsGone() throws Exception {
        TestingRun run = TestingRun.of(folder, Catalogue.text("retry-storm-collapse"));

        CheckResult recovery = recovery(run);
        assertThat(recovery.verdict()).as(recovery.summary()).isEqualTo(Verdict.FAIL);
        assertThat(recovery.facts()).containsEntry("recovery time", "never");
        assertThat(run.outcome().exitCode()).as("as the scenario expects").isZero();
        assertThat(run.report().faults())
                .allSatisfy(
                        fault -> assertThat(fault.bitten() && fault.healed()).isTrue());
        ApplicationPhase after = after(run);
        assertThat(after.amplification()).isGreaterThan(3);
        assertThat(after.retriesRefused()).isZero();
        assertThat(Files.readString(run.bundle().resolve("metrics.jsonl")))
                .contains("application_goodput_per_second", "application_attempts_per_request");
    }

    @Test
    void withABudgetAndBreakersItComesBackByItself() throws Exception {
        TestingRun run = TestingRun.of(folder, Catalogue.text("retry-storm-recovery"));

        assertThat(run.outcome().reasons()).isEmpty();
        CheckResult recovery = recovery(run);
        assertThat(recovery.verdict()).as(recovery.summary()).isEqualTo(Verdict.PASS);
        List<ApplicationPhase> phases = run.report().load().orElseThrow().application();
        assertThat(phases.stream().mapToLong(ApplicationPhase::retriesRefused).sum())
                .isPositive();
        assertThat(phases.stream().mapToLong(ApplicationPhase::breakerRejected).sum())
                .isPositive();
        assertThat(after(run).amplification()).isLessThan(1.2);
    }

    private static CheckResult recovery(TestingRun run) {
        return run.report().checks().stream()
                .filter(check -> check.check().equals("recovery"))
                .findFirst()
                .orElseThrow();
    }

    private static ApplicationPhase after(TestingRun run) {
        return run.report().load().orElseThrow().application().stream()
                .filter(phase -> phase.phase().equals(PhaseTimeline.AFTER))
                .findFirst()
                .orElseThrow();
    }
}
