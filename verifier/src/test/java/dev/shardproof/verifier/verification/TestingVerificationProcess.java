package dev.shardproof.verifier.verification;

import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.plan.Manners;
import dev.shardproof.verifier.plan.SampleSettings;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.report.VerificationReport;
import dev.shardproof.verifier.table.ImageForm;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A process of its own that verifies the databases {@code s0}, {@code t0} and {@code t1} with a checkpoint, page by page,
 * and writes to a file what came out. Its clock runs a thousand times too fast, so that it saves every 30 ms.
 */
final class TestingVerificationProcess {

    private TestingVerificationProcess() {}

    /** Only what reads rows; chunks of a page where the clock is fast. */
    static VerificationPlan plan(int connections, Optional<Duration> maxDuration) {
        return new VerificationPlan(
                new TableRules(List.of(), List.of(), List.of("country"), Map.of(), Map.of()),
                Optional.empty(),
                EnumSet.of(CheckName.ROW_COUNT, CheckName.FULL_CHECKSUM),
                ImageForm.EXACT,
                SampleSettings.DEFAULT,
                LiveSettings.STILL,
                new Manners(
                        Duration.ofMillis(1),
                        Optional.empty(),
                        Optional.empty(),
                        maxDuration,
                        Duration.ofDays(20),
                        Optional.empty(),
                        Optional.of(connections)),
                7,
                true,
                false,
                false);
    }

    /** What must be the same whether it was stopped or not. */
    static List<String> outcome(VerificationReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("verdict " + report.verdict());
        report.checks()
                .forEach(check -> lines.add("%s %s: %s, %d examined, %d findings: %s"
                        .formatted(
                                check.check(),
                                check.verdict(),
                                check.summary(),
                                check.examined(),
                                check.findingsTotal(),
                                check.findings().stream()
                                        .map(Finding::toString)
                                        .map(text -> text.replaceAll("hmac:[0-9a-f]+", "hmac"))
                                        .sorted()
                                        .collect(Collectors.toList()))));
        report.tables()
                .forEach(table ->
                        lines.add("%s %d %d".formatted(table.source(), table.sourceRows(), table.targetRows())));
        return lines;
    }

    public static void main(String[] arguments) throws Exception {
        String url = "jdbc:postgresql://localhost:%s/%%s?user=postgres".formatted(arguments[0]);
        long start = System.nanoTime();
        LongSupplier fast = () -> (System.nanoTime() - start) * 1_000;
        VerificationReport report = Verification.of(plan(Integer.parseInt(arguments[3]), Optional.empty()))
                .source("s0", database(url.formatted("s0")))
                .target("t0", database(url.formatted("t0")))
                .target("t1", database(url.formatted("t1")))
                .clock(InstantSource.system(), fast)
                .checkpoint(Path.of(arguments[1]))
                .run();
        List<String> lines = outcome(report);
        lines.add("resumed " + report.settings().get("resumed"));
        lines.add(Long.toString(report.cost().rowsRead()));
        Files.write(Path.of(arguments[2]), lines);
    }

    private static DataSource database(String url) {
        return (DataSource) Proxy.newProxyInstance(
                TestingVerificationProcess.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, given) -> {
                    if (!method.getName().equals("getConnection")) {
                        throw new InvocationTargetException(new UnsupportedOperationException(method.getName()));
                    }
                    return DriverManager.getConnection(url);
                });
    }
}
