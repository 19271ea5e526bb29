package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.shardproof.scenarios.calibration.CalibrationStore;
import dev.shardproof.scenarios.calibration.CalibrationTrial;
import dev.shardproof.scenarios.calibration.SelfComparison;
import dev.shardproof.scenarios.doctor.ThisMachine;
import dev.shardproof.scenarios.latency.StoredBaseline;
import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The latency gate in whole runs on real servers. */
class LatencyGateIT {

    private static final String SCENARIO = """
            apiVersion: shardproof/v1
            name: gate
            seed: 5
            cluster: {shards: [s0]}
            data: {dataset: orders, rows: 3000}
            reshard: {shards: [s0, s1], throttle: 10MB/s}
            workload: {profile: checkout, rate: 150/s, readShare: 0.5}
            phases: {baseline: 6s, after: 6s}
            """;

    @TempDir
    private Path folder;

    @Test
    void aRunTakesTheCalibrationOfItsLoadAndGoesOnWhileItIsUndecided() throws Exception {
        Path calibration = folder.resolve("calibration.json");
        calibrate(calibration); // with another seed than the run's

        // 900 requests have no 99.9th percentile worth the name, however often one looks.
        TestingRun run = TestingRun.of(folder, SCENARIO + """
                checks:
                  latencyBaseline: {p999: "+10%", looks: 2, calibration: calibration.json}
                  latencyThreshold: {p50: 1h, per: [shard, operation]}
                """);

        assumeTheDriverKeptUp(run);
        CheckResult gate = check(run, "latencyBaseline");
        assertThat(gate.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(gate.facts().get("calibration")).startsWith("2 comparisons of this load with itself in 1 runs");
        assertThat(gate.facts().get("error")).contains("over 2 looks; this was look 2");
        assertThat(run.terminal()).containsOnlyOnce("The latency gate is undecided: measuring for another 6s");
        CheckResult threshold = check(run, "latencyThreshold");
        assertThat(threshold.verdict()).as(threshold.summary()).isEqualTo(Verdict.PASS);
        assertThat(threshold.facts()).containsKeys("p50", "p50 of shard s0", "p50 of shard s1");
    }

    @Test
    void aRunThatIsSlowerThanProductionFails() throws IOException {
        Files.writeString(folder.resolve("production.csv"), "group,p50\noverall,0.01\nshard s1,0.01\n");

        TestingRun run = TestingRun.of(folder, SCENARIO + """
                checks:
                  latencyBaseline: {p50: "+10%", ignoreBelow: 0ms, file: production.csv}
                """);

        assumeTheDriverKeptUp(run);
        CheckResult gate = check(run, "latencyBaseline");
        assertThat(gate.verdict()).as(gate.summary()).isEqualTo(Verdict.FAIL);
        assertThat(gate.findings()).extracting(Finding::shard).contains("", "s1");
        assertThat(gate.summary()).contains("before is from production.csv");
        assertThat(run.outcome().exitCode()).isEqualTo(1);
    }

    @Test
    void aStoredBaselineThatIsNoneIsRefusedBeforeAnythingIsStarted() throws IOException {
        Files.writeString(folder.resolve("production.csv"), "group,p50\noverall,fast\n");

        assertThatThrownBy(
                        () -> TestingRun.of(folder, SCENARIO + "checks: {latencyBaseline: {file: production.csv}}\n"))
                .isInstanceOf(StoredBaseline.InvalidBaselineException.class)
                .hasMessageContaining("production.csv:2:1: p50: found 'fast'");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    private void calibrate(Path file) throws IOException, InterruptedException {
        Scenario scenario = ScenarioReader.read(Files.writeString(folder.resolve("load.yaml"), SCENARIO));
        CalibrationTrial trial = new CalibrationTrial(scenario, Defaults.LATENCY_BASELINE);
        SelfComparison.Series series = new SelfComparison(
                        scenario, new ThisMachine(InstantSource.system()), InstantSource.system(), "", message -> {})
                .run(2, 77);
        // What a machine says of itself that builds at the same time does not matter here.
        trial.add(new SelfComparison.Series(series.fingerprint(), series.comparisons(), true));
        CalibrationStore.ofHome(folder)
                .write(file, trial.calibration(InstantSource.system().instant()));
    }

    /** On a machine that is too busy for the load no figure is judged, and there is nothing to see here. */
    private static void assumeTheDriverKeptUp(TestingRun run) {
        assumeThat(run.outcome().reasons())
                .noneMatch(reason -> reason.contains("the load driver could not keep the offered rate"));
    }

    private static CheckResult check(TestingRun run, String name) {
        return run.report().checks().stream()
                .filter(check -> check.check().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(run.terminal()));
    }
}
