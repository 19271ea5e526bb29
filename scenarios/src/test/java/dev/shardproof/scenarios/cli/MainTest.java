package dev.shardproof.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line without a server: help, mistakes and their exit codes. */
class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"--help", "run --help", "verify --help", "catalog --help", "history --help", "doctor --help"})
    void everyCommandHasHelpThatFitsATerminal(String arguments) {
        assertThat(execute(arguments.split(" "))).isZero();
        assertThat(out.toString()).contains("Usage: shardproof");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "run",
                "run smoke-1-to-2 --seed many",
                "run smoke-1-to-2 --nonsense",
                "run smoke-1-to-2 --provider docker",
                "run smoke-1-to-2 --defect explode",
                "run smoke-1-to-2 --metrics-port",
                "run smoke-1-to-2 --metrics-port many",
                "run smoke-1-to-2 --metrics-port -1",
                "run smoke-1-to-2 --metrics-port 65536 --dry-run",
                "run no-such-scenario",
                "catalog no-such-scenario",
                "history",
                "history no-such-run",
                "doctor --provider docker",
                "doctor --scenario a",
                "doctor --mark-sandbox",
                "doctor --mark-sandbox --scenario A_b",
                "doctor --mark-sandbox --scenario a --hours 0",
                "doctor --mark-sandbox --scenario a --server postgresql://u:secret@h/d",
                "verify",
                "verify --check speed",
                "verify --seed many",
                "verify no-such-plan.yaml",
                "verify --source s0=postgresql://me@127.0.0.1/d"
            })
    void aWrongUseIsExit64(String arguments) {
        assertThat(execute(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(64);
        assertThat(err.toString()).isNotBlank();
    }

    @Test
    void anInvalidScenarioIsNamedWithItsPlaceAndNothingIsStarted() throws IOException {
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, "apiVersion: shardproof/v1\nname: x\nclustre: {shards: [s0]}\n");

        int exitCode =
                execute("run", file.toString(), "--runs", folder.resolve("runs").toString());

        assertThat(exitCode).isEqualTo(64);
        assertThat(err.toString()).contains("scenario.yaml:3:1: ").contains("cluster");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void aDryRunSaysWhatWouldBeDoneAndStartsNothing() {
        String runs = folder.resolve("runs").toString();
        assertThat(execute("run", "split-2-to-3-slow-target", "--dry-run", "--runs", runs))
                .isZero();
        assertThat(out.toString())
                .contains("Nothing was started.", "Shards: s0, s1 to s0, s1, s2, provider embedded")
                .contains("slowShard s2 at copying 40% for 15s, latency 60ms, jitter 20ms");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    /** The file is sound; with another provider, or another proxy, it is not. */
    @Test
    void aFaultThatIsNotPossibleWithTheProviderOfTheCommandLineIsRefused() throws IOException {
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, """
                apiVersion: shardproof/v1
                name: lost-reply
                cluster: {shards: [s0]}
                data: {dataset: orders}
                reshard: {shards: [s0, s1]}
                workload: {profile: checkout, rate: 10/s}
                faults: [{lostReply: s0, at: copying, for: 5s}, {failover: s0, at: catchingUp, for: 5s}]
                """);
        String runs = folder.resolve("runs").toString();

        for (String[] arguments :
                new String[][] {{"--provider", "containers"}, {"--provider", "containers", "--dry-run"}}) {
            assertThat(execute(Stream.concat(Stream.of("run", file.toString(), "--runs", runs), Stream.of(arguments))
                            .toArray(String[]::new)))
                    .isEqualTo(64);
        }

        assertThat(err.toString())
                .contains("lostReply s0 at copying: lostReply is not possible with the provider containers")
                .contains("failover s0 at catchingUp: failover is not possible with the provider containers");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " --dry-run"})
    void aMetricsPortThatIsTakenIsToldBeforeAnythingIsStarted(String more) throws IOException {
        String runs = folder.resolve("runs").toString();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String arguments =
                    "run smoke-1-to-2 --metrics-port %d --runs %s%s".formatted(taken.getLocalPort(), runs, more);

            assertThat(execute(arguments.split(" "))).isEqualTo(64);

            assertThat(err.toString())
                    .contains(
                            "--metrics-port: port %d of the loopback interface can not be taken"
                                    .formatted(taken.getLocalPort()),
                            "give another port");
        }
        assertThat(folder.resolve("runs")).doesNotExist();
        assertThat(out.toString()).as("nor is it said that something would be").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verify postgresql://me:hunter2@h/d",
                "verify plan.yaml postgresql://me:hunter2@h/d",
                "verify --sauce s0=postgresql://me:hunter2@h/d",
                "verify --source=s0=postgresql://me:hunter2@h/d",
                "verify --seed postgresql://me:hunter2@h/d",
                "verify jdbc:postgresql://h/d?password=hunter2",
                "verify host=h\tpassword=hunter2",
                "postgresql://me:hunter2@h/d"
            })
    void aPasswordOnTheCommandLineIsNotRepeated(String arguments) {
        assertThat(execute(arguments.split(" "))).isEqualTo(64);
        assertThat(err.toString()).isNotBlank();
        assertThat(out.toString() + err).doesNotContain("hunter2");
    }

    @Test
    void aPlanWithMistakesNamesThemAndConnectsNowhere() throws IOException {
        Path file = folder.resolve("plan.yaml");
        Files.writeString(file, "apiVersion: shardproof/v1\nkind: verification\nname: X\nsources: {}\n");

        assertThat(execute("verify", file.toString(), "--chunk-time", "fast")).isEqualTo(64);

        assertThat(err.toString())
                .contains(
                        "plan.yaml:3:7: name: found 'X'",
                        "plan.yaml:4:10: sources: ",
                        "--chunk-time: manners.chunkTime");
    }

    @Test
    void aDefectThatIsUnknownListsTheKnownOnes() {
        execute("run", "smoke-1-to-2", "--defect", "explode");
        assertThat(err.toString()).contains("dropRow, corruptValue, skipCatchUp, misplaceRow");
    }

    @Test
    void aCatalogueScenarioCanBePrintedAsAStart() {
        assertThat(execute("catalog", "smoke-1-to-2")).isZero();
        assertThat(out.toString()).contains("apiVersion: shardproof/v1");
    }

    private int execute(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return line.execute(arguments);
    }
}
