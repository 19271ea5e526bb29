package dev.shardproof.verifier.checksum;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowDigests;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.digest.Digest;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * {@code cleanUp}: removing the moved rows from their sources removed nothing else, and left nothing behind. What each
 * shard owned before is all that it holds afterwards, row for row; reference tables are untouched.
 *
 * <p>No client may write between the two snapshots. Sees an owned row that is gone or changed (MISSING, DIFFERENT) and a
 * row that should be gone (EXTRA).
 */
public final class CleanUp implements Check {

    private final SnapshotSet before;
    private final SnapshotSet after;
    private final List<TableSpec> tables;
    private final List<OwnedRange> ownership;
    private final LongSupplier nanoTime;

    /**
     * @param before snapshots of all shards before the clean-up; still open
     * @param after snapshots of the same shards after it; still open
     * @param tables the tables
     * @param ownership who owns which range after the migration; each range once
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public CleanUp(
            SnapshotSet before,
            SnapshotSet after,
            List<TableSpec> tables,
            List<OwnedRange> ownership,
            LongSupplier nanoTime) {
        this.before = Objects.requireNonNull(before, "before is null");
        this.after = Objects.requireNonNull(after, "after is null");
        this.tables = List.copyOf(tables);
        this.ownership = List.copyOf(ownership);
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        Slice.requireDisjoint(ownership.stream().map(OwnedRange::interval).toList());
        if (!before.shards().equals(after.shards())) {
            throw new IllegalArgumentException(
                    "before there are shards %s, after %s".formatted(before.shards(), after.shards()));
        }
    }

    @Override
    public String name() {
        return "cleanUp";
    }

    @Override
    public CheckResult run() throws Exception {
        long start = nanoTime.getAsLong();
        List<Comparison> comparisons = comparisons();
        RowDigests digests = RowDigests.read(comparisons);
        DigestJudge judge = new DigestJudge(name(), comparisons, digests, Map.of());
        judge.judge();
        sums(comparisons, digests)
                .forEach((table, sums) -> judge.fact(
                        table + ", all shards", "owned before %s, held after %s".formatted(sums[0], sums[1])));
        return judge.result(
                "%s rows were to be kept and are all that is left",
                "no owned row was found: nothing was compared", start, nanoTime);
    }

    private List<Comparison> comparisons() throws SourceException, InterruptedException {
        List<Comparison> comparisons = new ArrayList<>();
        for (TableSpec spec : tables) {
            TableLayout table = before.layout(spec);
            TableLayout tableAfter = after.layout(spec);
            if (!table.equals(tableAfter)) {
                throw new SourceException("table %s was altered between the two snapshots: %s, then %s"
                        .formatted(spec, table.columns(), tableAfter.columns()));
            }
            for (String shard : before.shards()) {
                Slice kept = spec.isReference() ? Slice.WHOLE : OwnedRange.sliceOf(shard, ownership);
                comparisons.add(new Comparison(
                        new Side(before, table, List.of(shard), kept, shard + " before"),
                        new Side(after, tableAfter, List.of(shard), Slice.WHOLE, shard + " after")));
            }
        }
        return comparisons;
    }

    /** Per table: the digests of all shards added up, before and after. */
    private static Map<String, Digest[]> sums(List<Comparison> comparisons, RowDigests digests) {
        Map<String, Digest[]> sums = new LinkedHashMap<>();
        for (Comparison comparison : comparisons) {
            Digest[] sum = sums.computeIfAbsent(
                    comparison.table().spec().toString(), table -> new Digest[] {Digest.EMPTY, Digest.EMPTY});
            sum[0] = sum[0].plus(digests.left(comparison));
            sum[1] = sum[1].plus(digests.right(comparison));
        }
        return sums;
    }
}
