package dev.shardproof.verifier.checksum;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowDigests;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * {@code noLaterWrites}: a shard that has lost ranges holds their rows as they were when it lost them. Nobody follows it any
 * more, so what is written there later is lost with the clean-up, though its client may have been told otherwise.
 *
 * <p>Sees every row that came, went or changed between the two snapshots. Blind to a write that was taken back in between.
 */
public final class NoLaterWrites implements Check {

    private final SnapshotSet fence;
    private final SnapshotSet end;
    private final List<TableSpec> tables;
    private final List<OwnedRange> lost;
    private final LongSupplier nanoTime;

    /**
     * @param fence snapshots behind the fence of the switch that took the ranges away; still open
     * @param end snapshots of the same shards when clients are gone; still open
     * @param tables the tables; reference tables are not looked at
     * @param lost what each shard lost in that switch
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public NoLaterWrites(
            SnapshotSet fence, SnapshotSet end, List<TableSpec> tables, List<OwnedRange> lost, LongSupplier nanoTime) {
        this.fence = Objects.requireNonNull(fence, "fence is null");
        this.end = Objects.requireNonNull(end, "end is null");
        this.tables = tables.stream().filter(table -> !table.isReference()).toList();
        this.lost = List.copyOf(lost);
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return "noLaterWrites";
    }

    @Override
    public CheckResult run() throws Exception {
        long start = nanoTime.getAsLong();
        List<Comparison> comparisons = comparisons();
        DigestJudge judge = new DigestJudge(name(), comparisons, RowDigests.read(comparisons), Map.of());
        judge.judge();
        return judge.result(
                "%s rows are as they were when their shard lost them",
                "no row of a lost range was found: nothing was compared", start, nanoTime);
    }

    private List<Comparison> comparisons() throws SourceException, InterruptedException {
        List<Comparison> comparisons = new ArrayList<>();
        for (TableSpec spec : tables) {
            TableLayout table = fence.layout(spec);
            if (!table.equals(end.layout(spec))) {
                throw new SourceException("table %s was altered between the two snapshots".formatted(spec));
            }
            for (String shard : lost.stream().map(OwnedRange::shard).collect(Collectors.toSet())) {
                comparisons.add(new Comparison(
                        new Side(
                                fence,
                                table,
                                List.of(shard),
                                OwnedRange.sliceOf(shard, lost),
                                shard + " behind the fence"),
                        new Side(end, table, List.of(shard), OwnedRange.sliceOf(shard, lost), shard + " in the end")));
            }
        }
        return comparisons;
    }
}
