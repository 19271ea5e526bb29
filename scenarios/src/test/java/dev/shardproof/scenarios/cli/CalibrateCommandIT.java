package dev.shardproof.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.RunReportJson;
import dev.shardproof.verifier.check.CheckResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The commands calibrate and run one after the other on real servers, as a user types them. */
class CalibrateCommandIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String SCENARIO = """
            apiVersion: shardproof/v1
            name: calibrated
            seed: 5
            cluster: {shards: [s0]}
            data: {dataset: orders, rows: 2000}
            reshard: {shards: [s0, s1], throttle: 10MB/s}
            workload: {profile: checkout, rate: 120/s, readShare: 0.5}
            phases: {baseline: 2s, after: 2s}
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void whatIsCalibratedIsUsedByTheNextRunUnlessItIsOfAnotherMachine() throws IOException {
        Path file = folder.resolve("calibration.json");
        Path scenario = Files.writeString(folder.resolve("scenario.yaml"), SCENARIO);

        int exitCode =
                execute("calibrate", scenario.toString(), "--runs", "6", "--starts", "1", "--file", file.toString());

        assertThat(exitCode).as(err.toString()).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .contains("comparison 6: ")
                .contains("Of 6 comparisons of the load with itself")
                .contains("Stored in " + file + ", until ");
        JsonNode stored = JSON.readTree(file);
        assertThat(stored.path("comparisons").asInt()).isEqualTo(6);
        assertThat(stored.path("starts").asInt()).isEqualTo(1);
        assertThat(stored.path("fingerprint").propertyNames())
                .containsExactlyInAnyOrder("cpu", "processors", "memory", "kernel", "jdk", "database", "workload");
        assertThat(stored.path("deviations").findValuesAsString("percentile")).contains("p50");

        assertThat(calibrationOf("calibration.json")).startsWith("6 comparisons of this load with itself in 1 runs, ");

        ObjectNode foreign = JSON.readTree(file).asObject();
        foreign.withObject("/fingerprint").put("cpu", "Another 9000");
        Files.writeString(folder.resolve("foreign.json"), JSON.writeValueAsString(foreign));
        assertThat(calibrationOf("foreign.json"))
                .startsWith("none (")
                .contains("foreign.json is of something else: cpu was Another 9000 and is ")
                .contains("'shardproof calibrate' measures it");
    }

    @Test
    void aLoadThatIsTooLightToMeasureIsExit2AndNothingIsStored() throws IOException {
        Path file = folder.resolve("calibration.json");
        Path scenario = Files.writeString(
                folder.resolve("scenario.yaml"),
                SCENARIO.replace("rate: 120/s", "rate: 2/s").replace("2s", "1s"));

        assertThat(execute("calibrate", scenario.toString(), "--runs", "6", "--starts", "1", "--file", file.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("nothing was stored: no comparison had enough requests");
        assertThat(file).doesNotExist();
    }

    /** What a run says about the calibration that it takes. */
    private String calibrationOf(String file) throws IOException {
        Path scenario = Files.writeString(
                folder.resolve("run.yaml"),
                SCENARIO + "checks: {latencyBaseline: {p50: \"+100%%\", looks: 1, calibration: %s}}\n".formatted(file));
        Path runs = folder.resolve("runs of " + file);

        execute("run", scenario.toString(), "--seed", "6", "--runs", runs.toString(), "--quiet");

        return gate(report(runs)).facts().get("calibration");
    }

    private static RunReport report(Path runs) throws IOException {
        try (Stream<Path> files = Files.walk(runs)) {
            return RunReportJson.read(files.filter(path -> path.endsWith("report.json"))
                    .findFirst()
                    .orElseThrow());
        }
    }

    private static CheckResult gate(RunReport report) {
        return report.checks().stream()
                .filter(check -> check.check().equals("latencyBaseline"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(report.outcome().reasons()));
    }

    private int execute(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
