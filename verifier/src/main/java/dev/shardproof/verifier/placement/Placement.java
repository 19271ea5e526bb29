package dev.shardproof.verifier.placement;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.Unjudged;
import dev.shardproof.verifier.compare.locate.RowLocator;
import dev.shardproof.verifier.digest.RowFilter;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.RowStream;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.ShardReader.Stray;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * {@code placement}: the databases hash every shard key again, and each row must lie on the shard that owns it; no
 * primary key may be owned twice.
 *
 * <p>Sees rows on the wrong shard, rows that a clean-up forgot, rows without a shard key, and one key handed out by two
 * shards. Blind to missing rows and to contents. Reference tables are not looked at. Rows that a source still holds
 * after a move are no finding if the caller names their ranges as awaiting clean-up; they are counted.
 */
public final class Placement implements Check {

    private static final int OWNED = 0;
    private static final int AWAITING = 1;
    private static final int MISPLACED = 2;

    private final SnapshotSet snapshots;
    private final List<TableSpec> tables;
    private final List<OwnedRange> ownership;
    private final List<OwnedRange> awaitingCleanUp;
    private final LongSupplier nanoTime;
    private final Findings findings = new Findings();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<String, String> unjudged = new TreeMap<>();
    private long examined;

    /**
     * @param snapshots all shards
     * @param tables the tables
     * @param ownership who owns which range; each range once
     * @param awaitingCleanUp ranges that a shard may still hold besides; empty for the strict judgement
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public Placement(
            SnapshotSet snapshots,
            List<TableSpec> tables,
            List<OwnedRange> ownership,
            List<OwnedRange> awaitingCleanUp,
            LongSupplier nanoTime) {
        this.snapshots = Objects.requireNonNull(snapshots, "snapshots is null");
        this.tables = tables.stream().filter(table -> !table.isReference()).toList();
        this.ownership = List.copyOf(ownership);
        this.awaitingCleanUp = List.copyOf(awaitingCleanUp);
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        Slice.requireDisjoint(ownership.stream().map(OwnedRange::interval).toList());
        Stream.concat(ownership.stream(), awaitingCleanUp.stream()).forEach(range -> {
            if (!snapshots.shards().contains(range.shard())) {
                throw new IllegalArgumentException(
                        "%s names a shard that is not there; there are %s".formatted(range, snapshots.shards()));
            }
        });
        snapshots.shards().forEach(this::claimed); // refuses ranges that are both owned and awaiting clean-up
    }

    @Override
    public String name() {
        return "placement";
    }

    @Override
    public CheckResult run() throws Exception {
        long start = nanoTime.getAsLong();
        for (TableSpec spec : tables) {
            try {
                TableLayout table = snapshots.layout(spec);
                place(table);
                searchShared(table);
            } catch (SourceException e) {
                unjudged.put(spec.toString(), e.getMessage()); // The others are still judged.
            }
        }
        unjudged.forEach((table, reason) -> facts.put(table + ", not judged", reason));
        Verdict verdict = findings.total() > 0
                ? Verdict.FAIL
                : examined == 0 || !unjudged.isEmpty() ? Verdict.INCONCLUSIVE : Verdict.PASS;
        String summary = switch (verdict) {
            case PASS -> String.format(Locale.ROOT, "%,d rows lie where they belong", examined);
            case FAIL -> String.format(Locale.ROOT, "%,d of %,d rows lie wrong", findings.total(), examined);
            case INCONCLUSIVE ->
                unjudged.isEmpty()
                        ? "no row of a sharded table was found: nothing was placed"
                        : Unjudged.summary(unjudged);
        };
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
        return new CheckResult(name(), verdict, summary, examined, findings.kept(), findings.total(), facts, took);
    }

    private record Placed(long[] counts, List<Stray> strays) {}

    private void place(TableLayout table) throws SourceException, InterruptedException {
        Map<String, Placed> shards = snapshots.onEach(snapshots.shards(), reader -> {
            Slice owned = OwnedRange.sliceOf(reader.shard(), ownership);
            Slice awaiting = OwnedRange.sliceOf(reader.shard(), awaitingCleanUp);
            long[] counts = reader.counts(table, List.of(owned, awaiting));
            List<Stray> strays = counts[MISPLACED] == 0
                    ? List.of()
                    : reader.outside(table, claimed(reader.shard()), CheckResult.FINDINGS_KEPT);
            return new Placed(counts, strays);
        });
        shards.forEach((shard, placed) -> {
            long[] counts = placed.counts();
            examined += counts[OWNED] + counts[AWAITING] + counts[MISPLACED];
            facts.put(
                    table.spec() + ", " + shard,
                    "%d rows owned, %d awaiting clean-up, %d misplaced"
                            .formatted(counts[OWNED], counts[AWAITING], counts[MISPLACED]));
            placed.strays().forEach(stray -> findings.add(misplaced(table, shard, stray)));
            findings.addUnkept(counts[MISPLACED] - placed.strays().size());
        });
    }

    private Finding misplaced(TableLayout table, String shard, Stray stray) {
        String key = table.key().isEmpty()
                ? "a row without a primary key"
                : RowLocator.key(table.identity(), stray.identity());
        return new Finding(Finding.Kind.MISPLACED, table.spec().toString(), shard, key, belongs(stray.point()));
    }

    private String belongs(String point) {
        if (point.isEmpty()) {
            return "its shard key is NULL, so no shard owns it";
        }
        long at = Long.parseLong(point);
        return ownership.stream()
                .filter(range -> range.interval().contains(at))
                .map(range -> "point %s belongs to %s".formatted(point, range.shard()))
                .findFirst()
                .orElse("no shard owns point " + point);
    }

    /**
     * Where the primary key holds the shard key, equal keys have one owner, and the placement says it all. Elsewhere two
     * owners may hold one key.
     */
    private void searchShared(TableLayout table) throws SourceException {
        String shardKey = table.spec().shardKey().orElseThrow().column();
        if (table.key().isEmpty()
                || table.key().stream().anyMatch(column -> column.name().equals(shardKey))) {
            return;
        }
        List<ShardReader> readers = new ArrayList<>();
        Map<String, RowStream> streams = new LinkedHashMap<>();
        try {
            for (String shard : snapshots.shards()) {
                ShardReader reader = snapshots.openReader(shard);
                readers.add(reader);
                Slice owned = OwnedRange.sliceOf(shard, ownership);
                streams.put(shard, reader.rows(table.keyOnly(), owned, RowFilter.sample(0, Long.MAX_VALUE)));
            }
            new SharedKeys(streams)
                    .find((key, shards) -> findings.add(new Finding(
                            Finding.Kind.MISPLACED,
                            table.spec().toString(),
                            String.join(", ", shards),
                            RowLocator.key(table.key(), key),
                            "the same primary key is owned by " + shards.size() + " shards")));
        } finally {
            streams.values().forEach(RowStream::close);
            readers.forEach(ShardReader::close);
        }
    }

    private Slice claimed(String shard) {
        List<KeyInterval> intervals = Stream.concat(ownership.stream(), awaitingCleanUp.stream())
                .filter(range -> range.shard().equals(shard))
                .map(OwnedRange::interval)
                .toList();
        return new Slice(intervals);
    }
}
