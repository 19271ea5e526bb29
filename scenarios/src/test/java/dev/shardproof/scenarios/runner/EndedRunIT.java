package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.RunReportJson;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.ReapedRun;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.verifier.check.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a process of their own that do not get to their end. */
class EndedRunIT {

    @TempDir
    Path folder;

    @Test
    void sigtermEndsTheRunInOrderWithAReport() throws Exception {
        Process run = start();
        awaitPhase("copying");
        List<ProcessIdentity> children = descendants(run);
        assertThat(children).hasSizeGreaterThan(3);

        run.destroy();

        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(128 + 15);
        assertThat(children).noneMatch(ProcessIdentity::isAlive);
        assertThat(stateFolder().resolve("runs")).isEmptyDirectory();
        RunReport report =
                RunReportJson.read(TestingRun.newest(folder.resolve("bundles")).resolve("report.json"));
        assertThat(report.outcome().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.outcome().reasons()).contains("the run was interrupted");
        assertThat(report.outcome().exitCode()).isEqualTo(130);
    }

    @Test
    void whatAKilledRunLeavesIsRemovedByItsWatchdog() throws Exception {
        Process run = start();
        awaitPhase("warmUp"); // everything runs by then
        List<ProcessIdentity> children = descendants(run);
        assertThat(watchdogs(children)).hasSize(1);

        run.destroyForcibly();
        run.waitFor();

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(children).noneMatch(ProcessIdentity::isAlive);
            assertThat(stateFolder().resolve("runs")).isEmptyDirectory();
        });
        try (RunRegistry next = RunRegistry.open(StateFolder.at(stateFolder()))) {
            assertThat(next.reapDead()).isEmpty();
        }
    }

    @Test
    void whatIsLeftWhenTheWatchdogIsKilledTooIsRemovedByTheNextRun() throws Exception {
        Process run = start();
        awaitPhase("warmUp"); // everything runs by then
        List<ProcessIdentity> children = descendants(run);

        // A run that goes on would start another watchdog.
        new ProcessBuilder("kill", "-STOP", Long.toString(run.pid())).start().waitFor();
        watchdogs(children).forEach(watchdog -> watchdog.handle().ifPresent(ProcessHandle::destroyForcibly));
        run.destroyForcibly();
        run.waitFor();

        try (RunRegistry next = RunRegistry.open(StateFolder.at(stateFolder()))) {
            List<ReapedRun> reaped = next.reapDead();
            assertThat(reaped).hasSize(1);
            assertThat(reaped.get(0).problems()).isEmpty();
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(children).noneMatch(ProcessIdentity::isAlive));
        assertThat(stateFolder().resolve("runs")).isEmptyDirectory();
    }

    /** With their starts: as zombies, which not every container's first process takes away, they count as ended. */
    private static List<ProcessIdentity> descendants(Process run) {
        return run.descendants().map(ProcessIdentity::of).toList();
    }

    private static List<ProcessIdentity> watchdogs(List<ProcessIdentity> processes) {
        List<ProcessIdentity> watchdogs = processes.stream()
                .filter(process -> commandLine(process).contains("WatchdogMain"))
                .toList();
        assertThat(watchdogs).hasSize(1);
        return watchdogs;
    }

    /** Whole: ProcessHandle.Info gives no more than a page of it, which a class path can fill. */
    private static String commandLine(ProcessIdentity process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    private Process start() throws IOException {
        Path scenario = folder.resolve("scenario.yaml");
        // So slow a copy that the test comes in between.
        Files.writeString(scenario, TestingRun.SMALL.replace("1MB/s", "20KB/s"));
        Files.createDirectories(folder.resolve("tmp"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.shardproof.scenarios.cli.Main",
                        "run",
                        scenario.toString(),
                        "--runs",
                        folder.resolve("bundles").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
    }

    private void awaitPhase(String phase) {
        await().atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> assertThat(Files.readString(folder.resolve("output.txt")))
                        .contains("\n" + phase));
    }

    private Path stateFolder() {
        return folder.resolve("tmp").resolve("shardproof-" + System.getProperty("user.name"));
    }
}
