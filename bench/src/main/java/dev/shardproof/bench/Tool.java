package dev.shardproof.bench;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.checksum.FullChecksum;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.sample.SamplePlan;
import dev.shardproof.verifier.sample.SampledChecksum;
import dev.shardproof.verifier.source.ScanSettings;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The verifier as a process of its own: {@code full|sampled URL-of-the-source URL-of-a-target…}, the password in
 * {@code PGPASSWORD}. Prints one line: verdict, findings, differences offered, rows, milliseconds of work, peak resident kB.
 */
public final class Tool {

    private static final double CONFIDENCE = 0.95;
    /** With this confidence: 29,956 rows. */
    private static final double DETECT = 0.0001;

    private Tool() {}

    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        AtomicLong offered = new AtomicLong();
        List<String> targetUrls = List.of(arguments).subList(2, arguments.length);
        try (SnapshotSet source =
                        open(List.of(new ShardDatabase("source", database(arguments[1]))), targetUrls.size());
                SnapshotSet targets = open(
                        IntStream.range(0, targetUrls.size())
                                .mapToObj(i -> new ShardDatabase("target" + i, database(targetUrls.get(i))))
                                .toList(),
                        1)) {
            ComparedRows rows = ComparedRows.sides(
                    source,
                    targets,
                    Stream.concat(
                                    Stream.of("customers", "accounts", "orders", "order_lines")
                                            .map(name -> TableSpec.sharded("public", name)),
                                    Stream.of(TableSpec.reference("public", "currencies")))
                            .map(TableMapping::same)
                            .toList(),
                    ImageForm.EXACT);
            Check check = arguments[0].equals("full")
                    ? new FullChecksum(rows, (comparison, difference) -> offered.incrementAndGet(), System::nanoTime)
                    : new SampledChecksum(rows, new SamplePlan(CONFIDENCE, DETECT), 42, System::nanoTime);
            CheckResult result = check.run();
            if (!rows.unjudged().isEmpty()) {
                throw new IllegalStateException("not judged: " + rows.unjudged());
            }
            System.out.printf(
                    "%s %d %d %d %d %d%n",
                    result.verdict(),
                    result.findingsTotal(),
                    offered.get(),
                    result.examined(),
                    (System.nanoTime() - start) / 1_000_000,
                    peakResidentKilobytes());
        }
    }

    /** As {@code shardproof verify} does. */
    private static SnapshotSet open(List<ShardDatabase> databases, int others) throws Exception {
        ScanSettings usual = ScanSettings.DEFAULT;
        ScanSettings settings =
                new ScanSettings(usual.chunkTime(), ScanSettings.balanced(databases.size(), others), usual.pace());
        return SnapshotSet.open(databases, new PostgresDialect(), SessionLimits.DEFAULT, settings);
    }

    private static PGSimpleDataSource database(String url) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        database.setPassword(System.getenv("PGPASSWORD"));
        return database;
    }

    private static long peakResidentKilobytes() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(-1);
    }
}
