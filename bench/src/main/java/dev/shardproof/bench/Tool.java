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
import dev.shardproof.verifier.source.SnapshotPair;
import dev.shardproof.verifier.source.SnapshotPair.Shards;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The verifier as a process of its own: {@code full|equality|sampled URL-of-the-source URL-of-a-target…}, the password in
 * {@code PGPASSWORD}. Prints one line: verdict, findings, differences offered, rows, milliseconds of work, peak resident kB.
 */
public final class Tool {

    private static final double CONFIDENCE = 0.95;
    /** With this confidence: 29,956 rows. */
    private static final double DETECT = 0.0001;

    private enum Mode {
        /** Compares the stored images of all values. */
        FULL,
        /** Compares all values as the database's {@code =} does: {@code shardproof verify --compare equality}. */
        EQUALITY,
        SAMPLED
    }

    private Tool() {}

    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        AtomicLong offered = new AtomicLong();
        List<ShardDatabase> sources = List.of(new ShardDatabase("source", database(arguments[1])));
        List<String> targetUrls = List.of(arguments).subList(2, arguments.length);
        List<ShardDatabase> targets = IntStream.range(0, targetUrls.size())
                .mapToObj(i -> new ShardDatabase("target" + i, database(targetUrls.get(i))))
                .toList();
        Mode mode = Mode.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        try (SnapshotPair snapshots = SnapshotPair.open(
                shards(sources, targets), shards(targets, sources), new PostgresDialect(), SessionLimits.DEFAULT)) {
            ComparedRows rows = ComparedRows.sides(
                    snapshots.sources(),
                    snapshots.targets(),
                    Stream.concat(
                                    Stream.of("customers", "accounts", "orders", "order_lines")
                                            .map(name -> TableSpec.sharded("public", name)),
                                    Stream.of(TableSpec.reference("public", "currencies")))
                            .map(TableMapping::same)
                            .toList(),
                    mode == Mode.EQUALITY ? ImageForm.EQUALITY : ImageForm.EXACT);
            Check check = mode == Mode.SAMPLED
                    ? new SampledChecksum(rows, new SamplePlan(CONFIDENCE, DETECT), 42, System::nanoTime)
                    : new FullChecksum(rows, (comparison, difference) -> offered.incrementAndGet(), System::nanoTime);
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
    private static Shards shards(List<ShardDatabase> databases, List<ShardDatabase> others) {
        ScanSettings usual = ScanSettings.DEFAULT;
        int sessions = ScanSettings.balanced(databases.size(), others.size());
        return new Shards(databases, new ScanSettings(usual.chunkTime(), sessions, usual.pace()));
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
