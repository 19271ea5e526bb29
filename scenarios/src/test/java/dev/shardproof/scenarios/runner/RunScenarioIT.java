package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.reports.run.FaultReport;
import dev.shardproof.reports.run.MigrationReport;
import dev.shardproof.simulator.cluster.registry.RunInventory;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.dataset.DatasetException;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs on real servers under real load, small ones. */
class RunScenarioIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(ProcessHandle.current().descendants()).isEmpty();
        try (RunRegistry registry = RunRegistry.open(StateFolder.ofCurrentUser())) {
            assertThat(registry.inventory())
                    .filteredOn(run -> run.owner() == RunInventory.Owner.SELF)
                    .allSatisfy(run -> assertThat(run.processes()).isEmpty());
        }
    }

    @Test
    void aReshardUnderLoadAndFaultPassesAndLeavesAWholeBundle() throws Exception {
        TestingRun run = TestingRun.of(
                folder,
                TestingRun.SMALL
                        + "faults:\n"
                        + "  - {slowShard: s1, latency: 40ms, jitter: 10ms, at: copying 10%, for: 4s}\n");

        assertThat(run.outcome().reasons()).isEmpty();
        assertThat(run.outcome().exitCode()).isZero();
        assertThat(run.report().checks())
                .extracting(CheckResult::check)
                .containsExactly(
                        "rowCount",
                        "fullChecksum",
                        "sampledChecksum",
                        "placement",
                        "afterFence",
                        "selfTest",
                        "cleanUp",
                        "finalPlacement");
        FaultReport fault = run.report().faults().get(0);
        assertThat(fault.bitten()).isTrue();
        assertThat(fault.healed()).isTrue();
        FaultReport.Effect slowness = fault.effects().get(0);
        assertThat(slowness.during().getAsDouble())
                .isGreaterThan(slowness.before().getAsDouble() + 20);
        MigrationReport migration = run.report().migration().orElseThrow();
        assertThat(migration.finalState()).isEqualTo("COMPLETED");
        assertThat(migration.reverseReplicationReady()).isTrue();
        assertThat(migration.rowsRemoved()).isGreaterThan(1000);
        assertThat(run.report().inventory().orElseThrow().equal()).isTrue();
        assertThat(run.report().load().orElseThrow().acknowledged()).isGreaterThan(300);
        assertThat(run.report().latency().overall())
                .extracting(phase -> phase.phase())
                .containsSubsequence("baseline", "copying", "catchingUp", "cutOver", "switched", "after");
        assertThat(run.report().artefacts())
                .contains(
                        "scenario.yaml",
                        "events.jsonl",
                        "metrics.jsonl",
                        "history/operations.history",
                        "gatling/index.html");
        for (String file : List.of("report.json", "report.html", "junit.xml", "summary.md")) {
            assertThat(run.bundle().resolve(file)).isNotEmptyFile();
        }
        assertThat(Files.readString(run.bundle().resolve("events.jsonl")))
                .contains("\"event\":\"chunk_migrated\"")
                .contains("\"source_shard\":\"s0\"")
                .contains("\"checksum\":")
                .contains("fault_injected");
        assertThat(Files.readString(run.bundle().resolve("metrics.jsonl"))).contains("load_completed_per_second");
    }

    @ParameterizedTest
    @CsvSource({
        "dropRow, rowCount, MISSING",
        "corruptValue, fullChecksum, DIFFERENT",
        "misplaceRow, placement, MISPLACED",
        "skipCatchUp, fullChecksum, "
    })
    void eachDefectTurnsItsCheckRed(String defect, String check, Finding.Kind kind) throws Exception {
        TestingRun run = TestingRun.of(
                folder, TestingRun.SMALL.replace("throttle: 1MB/s", "throttle: 1MB/s, defect: " + defect));

        assertThat(run.outcome().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(run.outcome().exitCode()).isEqualTo(1);
        assertThat(run.failedChecks()).contains(check);
        assertThat(run.outcome().reasons().get(0)).contains(run.failedChecks().get(0));
        List<Finding> findings = run.report().checks().stream()
                .flatMap(result -> result.findings().stream())
                .filter(finding -> !finding.key().isEmpty())
                .toList();
        assertThat(findings).as("the differing keys are named").isNotEmpty();
        if (kind != null) {
            assertThat(findings).extracting(Finding::kind).contains(kind);
        }
        assertThat(run.report().migration().orElseThrow().cleanUpDone())
                .as("the sources keep the evidence")
                .isFalse();
        if (defect.equals("corruptValue")) {
            assertThat(run.failedChecks()).doesNotContain("rowCount", "placement");
        }
        if (defect.equals("misplaceRow")) {
            assertThat(run.failedChecks()).containsExactly("placement");
        }
    }

    @Test
    void aDefectThatTheScenarioExpectsIsASuccess() throws Exception {
        TestingRun run = TestingRun.of(
                folder,
                TestingRun.SMALL.replace("throttle: 1MB/s", "throttle: 1MB/s, defect: corruptValue")
                        + "expect: {fail: [fullChecksum]}\n");

        assertThat(run.outcome().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(run.outcome().exitCode()).isZero();
        assertThat(run.outcome().reasons())
                .as("nothing but the planted damage")
                .allMatch(reason -> reason.matches("(?s)(fullChecksum|sampledChecksum|afterFence): .*"));
    }

    @Test
    void usersTablesWithATextKeyAndCompositePrimaryKeysPass() throws Exception {
        TestingRun run = TestingRun.ofFile(folder, Path.of("examples", "own-schema", "scenario.yaml"));

        assertThat(run.failedChecks()).isEmpty();
        // Latency on a machine that runs other tests may be inconclusive; the data may not.
        assertThat(run.report().checks())
                .filteredOn(check -> !check.check().equals("latencyBaseline"))
                .allMatch(check -> check.verdict() == Verdict.PASS)
                .extracting(CheckResult::check)
                .contains("rowCount", "fullChecksum", "placement");
        assertThat(run.report().load().orElseThrow().rejected()).isZero();
    }

    /** Its replica identity is widened and put back, which waits for whoever has read the table, such as the judge. */
    @Test
    void aTableWhoseShardKeyIsNotInItsPrimaryKeyIsCleanedUpAfterTheJudgeHasReadIt() throws Exception {
        Files.writeString(
                folder.resolve("schema.sql"), "CREATE TABLE t (id bigint PRIMARY KEY, k bigint NOT NULL, v text);");
        Files.writeString(
                folder.resolve("t.csv"),
                IntStream.range(0, 500)
                        .mapToObj(i -> i + "," + i % 50 + ",v\n")
                        .collect(Collectors.joining("", "id,k,v\n", "")));
        TestingRun run = TestingRun.of(folder, """
                apiVersion: shardproof/v1
                name: wide-identity
                cluster: {shards: [s0]}
                data: {schema: schema.sql, load: [t.csv], shardKey: {t: k}}
                reshard: {shards: [s0, s1]}
                workload:
                  profile: user
                  rate: 30/s
                  statements: [{sql: "UPDATE t SET v = 'w' WHERE k = :key"}]
                phases: {baseline: 2s, after: 2s}
                checks: {rowCount: {}, fullChecksum: {}, placement: {}}
                """);

        assertThat(run.outcome().reasons()).isEmpty();
        assertThat(run.report().migration().orElseThrow().finalState()).isEqualTo("COMPLETED");
    }

    @Test
    void plainRangesMergeThreeShardsIntoTwo() throws Exception {
        TestingRun run = TestingRun.of(
                folder,
                TestingRun.SMALL
                        .replace(
                                "cluster: {shards: [s0]}",
                                "cluster: {shards: [s0, s1, s2], strategy: plain, ranges: {s0: \"..100\", s1:"
                                        + " \"100..200\", s2: \"200..\"}}")
                        .replace(
                                "shards: [s0, s1], throttle",
                                "shards: [s0, s1], ranges: {s0: \"..150\", s1: \"150..\"}, throttle"));

        assertThat(run.outcome().reasons()).isEmpty();
        assertThat(run.report().data().orElseThrow().rowsAfter().get("s2")).isZero();
        assertThat(run.report().topologyAfter().orElseThrow().epoch()).isEqualTo(2);
    }

    @Test
    void aFaultWhosePlaceNeverComesMakesTheRunInconclusive() throws Exception {
        TestingRun run = TestingRun.of(
                folder,
                TestingRun.SMALL + "faults:\n  - {slowShard: s1, latency: 40ms, at: catchingUp +1h, for: 1s}\n");

        assertThat(run.outcome().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(run.outcome().exitCode()).isEqualTo(2);
        assertThat(run.outcome().reasons()).singleElement().asString().contains("slowShard s1 was never injected");
    }

    /** Measuring before the fault takes longer than the cut-over and the catching up of so few rows. */
    @Test
    void faultsActInThePhasesThatTheyArePlacedInHoweverShort() throws Exception {
        TestingRun run = TestingRun.of(
                folder,
                TestingRun.SMALL
                                .replace("rate: 150/s", "rate: 30/s")
                                .replace("{baseline: 2s, after: 2s}", "{baseline: 8s, after: 4s}")
                        + "faults:\n"
                        + "  - {slowShard: s1, latency: 200ms, at: cutOver, for: 4s}\n"
                        + "  - {pauseMigrator: migrator, at: catchingUp, for: 5s}\n");

        List<FaultReport> faults = run.report().faults();
        assertThat(faults)
                .as("%s", run.outcome().reasons())
                .extracting(FaultReport::ending)
                .containsOnly("PROVEN");
        assertThat(faults.get(0).phases()).contains("cutOver").doesNotContain("baseline", "copying");
        assertThat(faults.get(1).phases()).contains("catchingUp").doesNotContain("baseline");
    }

    @Test
    void aBaselineThatNeverGotLoadIsInconclusiveAndNothingMoves() throws Exception {
        Files.writeString(folder.resolve("schema.sql"), "CREATE TABLE t (k bigint PRIMARY KEY, v text);");
        Files.writeString(folder.resolve("t.csv"), "k,v\n1,a\n2,b\n3,c\n");
        TestingRun run = TestingRun.of(folder, """
                apiVersion: shardproof/v1
                name: no-load
                cluster: {shards: [s0]}
                data: {schema: schema.sql, load: [t.csv], shardKey: {t: k}}
                reshard: {shards: [s0, s1]}
                workload:
                  profile: user
                  rate: 50/s
                  statements: [{sql: "SELECT no_such_column FROM t WHERE k = :key"}]
                phases: {baseline: 1s, after: 1s}
                """);

        assertThat(run.outcome().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(run.outcome().exitCode()).isEqualTo(2);
        assertThat(run.outcome().reasons().get(0)).contains("the baseline never got load");
        assertThat(run.report().migration().orElseThrow().finalState()).isEqualTo("PLANNED");
    }

    @Test
    void aTableWithoutARoleIsNamedAndNothingIsLeft() throws Exception {
        Files.writeString(
                folder.resolve("schema.sql"),
                "CREATE TABLE t (k bigint PRIMARY KEY); CREATE TABLE forgotten (id int PRIMARY KEY);");
        Files.writeString(folder.resolve("t.csv"), "k\n1\n");

        assertThatThrownBy(() -> TestingRun.of(folder, """
                        apiVersion: shardproof/v1
                        name: forgotten-table
                        cluster: {shards: [s0]}
                        data: {schema: schema.sql, load: [t.csv], shardKey: {t: k}}
                        reshard: {shards: [s0, s1]}
                        workload: {profile: user, rate: 50/s, statements: [{sql: "SELECT k FROM t WHERE k = :key"}]}
                        """))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("public.forgotten has neither a shard key nor a reference entry");
    }
}
