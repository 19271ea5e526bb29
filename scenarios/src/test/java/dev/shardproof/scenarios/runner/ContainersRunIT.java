package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.shardproof.reports.run.FaultReport;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.containers.ContainerEngine;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run in containers; the same as in {@link RunScenarioIT} otherwise. Skipped where no Docker engine answers, unless
 * {@code SHARDPROOF_REQUIRE_DOCKER=1}.
 */
class ContainersRunIT {

    private static final String SMALL =
            TestingRun.SMALL.replace("cluster: {shards: [s0]}", "cluster: {provider: containers, shards: [s0]}");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @BeforeAll
    static void requireDocker() {
        String missing = "";
        try {
            ContainerEngine.connect();
        } catch (ClusterStartException e) {
            if ("1".equals(System.getenv("SHARDPROOF_REQUIRE_DOCKER"))) {
                throw e;
            }
            missing = e.getMessage();
            System.err.println("SKIPPED: runs in containers, for " + missing);
        }
        assumeThat(missing).isEmpty();
    }

    @Test
    void aReshardUnderLoadAndFaultPassesAndLeavesNoContainer() throws Exception {
        TestingRun run = TestingRun.of(
                folder,
                SMALL + "faults:\n  - {slowShard: s1, latency: 80ms, jitter: 10ms, at: copying 10%, for: 4s}\n");

        assertThat(run.outcome().reasons()).isEmpty();
        assertThat(run.outcome().exitCode()).isZero();
        assertThat(run.report().checks())
                .allMatch(check -> check.verdict() == Verdict.PASS)
                .extracting(CheckResult::check)
                .contains("rowCount", "fullChecksum", "placement", "selfTest", "cleanUp", "finalPlacement");
        FaultReport fault = run.report().faults().get(0);
        assertThat(fault.bitten()).isTrue();
        assertThat(fault.healed()).isTrue();
        assertThat(run.report().environment().provider()).isEqualTo("containers");
        assertThat(run.report().environment().databaseVersion()).contains("in containers of ", "Docker ");
        assertThat(run.report().environment().proxy()).startsWith("Toxiproxy in a container of ");
        assertThat(run.report().inventory().orElseThrow().equal()).isTrue();
        assertThat(run.report().inventory().orElseThrow().after())
                .filteredOn(item -> item.kind().equals("containers, networks and volumes"))
                .singleElement()
                .satisfies(item -> assertThat(item.names()).isEmpty());
        for (String log : new String[] {"s0.log", "s1.log"}) {
            assertThat(run.bundle().resolve("servers").resolve(log)).isNotEmptyFile();
        }
        assertThat(Files.readString(run.bundle().resolve("servers/s0.log"))).contains("START_REPLICATION");
    }

    @Test
    void aDefectTurnsItsCheckRed() throws Exception {
        TestingRun run =
                TestingRun.of(folder, SMALL.replace("throttle: 1MB/s", "throttle: 1MB/s, defect: corruptValue"));

        assertThat(run.outcome().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(run.failedChecks()).contains("fullChecksum").doesNotContain("rowCount", "placement");
    }
}
