package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.shardproof.reports.run.FaultReport;
import dev.shardproof.reports.run.GuardReport;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.scenarios.wiring.cluster.LiveCluster;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.containers.ContainerEngine;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                SMALL
                        + "faults:\n  - {slowShard: s1, latency: 80ms, jitter: 10ms, at: copying 10%, for: 4s}\n"
                        + "guards: [{when: cpu > 100%}, {when: ioWait > 100%}, "
                        + "{when: network > 100%, capacity: 100GB/s}]\n");

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
        assertThat(run.report().guards()).hasSize(3).allSatisfy(guard -> {
            assertThat(guard.state()).as(guard.condition()).isEqualTo(GuardReport.State.QUIET);
            assertThat(guard.readings()).as(guard.condition()).isPositive();
        });
    }

    /** The other end of a container's interface is virtual: what it gives as its speed is a constant. */
    @Test
    void aNetworkThatNobodyKnowsStopsTheRunBeforeAnythingIsTouched() throws Exception {
        TestingRun run = TestingRun.of(folder, SMALL + "guards: [{when: network > 85%}, {when: cpu > 100%}]\n");

        assertThat(run.outcome().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(run.outcome().reasons().get(0))
                .contains(
                        "guard 'network > 85% for 60s: alert' can not be watched",
                        "no interface of the container of shard s0, the container of shard s1 tells",
                        "guards: [defaults, {when: network > 85%, for: 1m, then: alert, capacity: 1GB/s}]");
        assertThat(run.outcome().reasons()).noneMatch(reason -> reason.contains("guard 'cpu"));
        assertThat(run.report().migration().orElseThrow().finalState()).isEqualTo("PLANNED");
    }

    /** What the engine says about the containers, and not what we have asked for. */
    @Test
    void theEngineHoldsTheShardsToTheScenariosLimits() throws Exception {
        Scenario scenario = read("cpus: 0.75, memory: 512MB");
        try (RunRegistry registry = RunRegistry.open(StateFolder.ofCurrentUser());
                LiveCluster live = start(scenario, registry)) {
            List<String> limits =
                    docker(registry, "{{.HostConfig.NanoCpus}} {{.HostConfig.Memory}}" + " {{.HostConfig.MemorySwap}}");
            assertThat(limits)
                    .hasSize(3) // and Toxiproxy's container, which has none
                    .filteredOn(limit -> limit.equals("750000000 512000000 512000000"))
                    .hasSize(2);
            assertThat(live.cluster().shards()).hasSize(2);
        }
    }

    @Test
    void anImageOfAnotherVersionIsRefusedAndNothingIsLeft() throws Exception {
        int major;
        String image;
        try (RunRegistry registry = RunRegistry.open(StateFolder.ofCurrentUser());
                LiveCluster live = start(read("memory: 512MB"), registry)) {
            major = live.cluster().shards().get(0).majorVersion();
            image = docker(registry, "{{.Config.Image}}").stream()
                    .filter(name -> name.contains("postgres"))
                    .findFirst()
                    .orElseThrow();
        }
        Scenario other = read("image: \"%s\", version: %d".formatted(image, major + 1));
        try (RunRegistry registry = RunRegistry.open(StateFolder.ofCurrentUser())) {
            assertThatThrownBy(() -> start(other, registry))
                    .isInstanceOf(ClusterStartException.class)
                    .hasMessageContaining("has PostgreSQL %d; the scenario wants version: %d", major, major + 1);
            assertThat(docker(registry, "{{.Id}}")).isEmpty();
        }
    }

    private Scenario read(String containers) throws IOException {
        String text = SMALL.replace("shards: [s0]}", "shards: [s0], " + containers + "}");
        return ScenarioReader.read(Files.writeString(folder.resolve("limits.yaml"), text));
    }

    private static LiveCluster start(Scenario scenario, RunRegistry registry) {
        return LiveCluster.start(scenario, scenario.reshard().plan(scenario.cluster()), registry, "");
    }

    /** A line for each container of a run. */
    private static List<String> docker(RunRegistry registry, String format) throws Exception {
        String script = "docker ps --quiet --filter label=dev.shardproof.run=%s | xargs -r docker inspect --format '%s'"
                .formatted(registry.runId(), format);
        Process process = new ProcessBuilder("sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return answer.lines().toList();
    }

    @Test
    void aDefectTurnsItsCheckRed() throws Exception {
        TestingRun run =
                TestingRun.of(folder, SMALL.replace("throttle: 1MB/s", "throttle: 1MB/s, defect: corruptValue"));

        assertThat(run.outcome().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(run.failedChecks()).contains("fullChecksum").doesNotContain("rowCount", "placement");
    }
}
