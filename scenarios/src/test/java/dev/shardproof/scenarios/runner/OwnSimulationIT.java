package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.LoadReport;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.history.HistoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The example with a simulation of the user's own, compiled and run as its README says. */
class OwnSimulationIT {

    private static final Path EXAMPLE = Path.of("examples/own-simulation");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void whatASimulationReportsIsJudged() throws Exception {
        compile(Files.readString(EXAMPLE.resolve("ReadingSimulation.java")));
        TestingRun run = TestingRun.ofFile(folder, EXAMPLE.resolve("scenario.yaml"));

        assertThat(run.outcome().reasons()).isEmpty();
        assertThat(run.outcome().verdict()).isEqualTo(Verdict.PASS);
        LoadReport load = run.report().load().orElseThrow();
        assertThat(load.profile()).isEqualTo("simulation");
        assertThat(load.model()).isEqualTo("the simulation com.example.ReadingSimulation");
        assertThat(load.acknowledged()).isGreaterThan(100);
        assertThat(load.driver()).isEmpty();
        Set<String> shards = new HashSet<>();
        new HistoryReader(run.bundle().resolve("history/operations.history"))
                .read(operation -> shards.add(operation.shard()));
        assertThat(shards).containsExactlyInAnyOrder("s0", "s1");
    }

    @Test
    void aSimulationThatReportsNothingLeavesTheRunInconclusive() throws Exception {
        compile(Files.readString(EXAMPLE.resolve("ReadingSimulation.java"))
                .replace("ReadingSimulation", "SilentSimulation")
                .replaceAll("operation\\.(acknowledged|rejected)\\(.*\\);.*", "")
                .replaceAll("SimulationRun.Reported operation = run.begin.*;", ""));
        TestingRun run = TestingRun.of(
                folder,
                Files.readString(EXAMPLE.resolve("scenario.yaml")).replace("ReadingSimulation", "SilentSimulation"));

        assertThat(run.outcome().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(run.outcome().reasons())
                .containsExactly("the simulation com.example.SilentSimulation reported no operation: neither load nor"
                        + " latency nor history can be judged");
        assertThat(run.report().migration().orElseThrow().finalState()).isNotEqualTo("ABORTED");
    }

    /** The build looks at this test's classes afterwards: what they need, a user's simulation does not count for. */
    @AfterEach
    void removeClasses() throws IOException {
        try (Stream<Path> compiled = Files.list(Path.of(classes(), "com", "example"))) {
            for (Path file : compiled.toList()) {
                Files.delete(file);
            }
        }
    }

    private static String classes() {
        return OwnSimulationIT.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
    }

    /** Into this test's own classes, which are on the load process's class path. */
    private void compile(String source) throws IOException {
        String name = source.replaceFirst("(?s).*public final class (\\w+) .*", "$1");
        Path file = Files.writeString(folder.resolve(name + ".java"), source);
        int code = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), "-d", classes(), file.toString());
        assertThat(code).isZero();
    }
}
