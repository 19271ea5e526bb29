package dev.shardproof.scenarios.runner;

import dev.shardproof.reports.live.TerminalProgress;
import dev.shardproof.reports.live.TerminalStyle;
import dev.shardproof.reports.run.Outcome;
import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.RunReportJson;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A whole run of a scenario given as text, in this JVM.
 *
 * @param outcome how it ended
 * @param bundle the folder that it left
 * @param report what stands in it
 * @param terminal what it printed
 */
public record TestingRun(Outcome outcome, Path bundle, RunReport report, String terminal) {

    /** What most tests share: one small shard becomes two. */
    public static final String SMALL = """
            apiVersion: shardproof/v1
            name: small
            seed: 5
            cluster: {shards: [s0]}
            data: {dataset: orders, rows: 3000}
            reshard: {shards: [s0, s1], throttle: 1MB/s}
            workload: {profile: checkout, rate: 150/s, readShare: 0.5}
            phases: {baseline: 2s, after: 2s}
            checks: {rowCount: {}, fullChecksum: {}, sampledChecksum: {}, placement: {}, selfTest: {}}
            """;

    static TestingRun of(Path folder, String yaml) throws IOException {
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, yaml);
        return ofFile(folder, file);
    }

    static TestingRun ofFile(Path folder, Path scenario) throws IOException {
        return served(folder, scenario, new StringBuffer(), OptionalInt.empty());
    }

    /** A run whose metrics can be scraped meanwhile; where, it prints. */
    static TestingRun served(Path folder, String yaml, StringBuffer printed, OptionalInt port) throws IOException {
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, yaml);
        return served(folder, file, printed, port);
    }

    private static TestingRun served(Path folder, Path scenario, StringBuffer printed, OptionalInt port)
            throws IOException {
        Path runs = folder.resolve("runs");
        TerminalProgress terminal = new TerminalProgress(printed, TerminalStyle.plain(false), System::nanoTime);
        RunEnvironment environment = new RunEnvironment(InstantSource.system(), System::nanoTime, "", "test", port);
        Outcome outcome = new ScenarioRunner(runs, environment, terminal).run(ScenarioReader.read(scenario), "replay");
        Path bundle = newest(runs);
        return new TestingRun(outcome, bundle, RunReportJson.read(bundle.resolve("report.json")), printed.toString());
    }

    static Path newest(Path runs) throws IOException {
        try (Stream<Path> bundles = Files.walk(runs, 2)) {
            return bundles.filter(path -> path.getNameCount() == runs.getNameCount() + 2)
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    List<String> failedChecks() {
        return report.checks().stream()
                .filter(check -> check.verdict() == dev.shardproof.verifier.check.Verdict.FAIL)
                .map(check -> check.check())
                .toList();
    }
}
