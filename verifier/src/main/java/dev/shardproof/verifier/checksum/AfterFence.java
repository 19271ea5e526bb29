package dev.shardproof.verifier.checksum;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowDigests;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * {@code afterFence}: the rows written after the cut-over are accounted for. Load has stopped and replication from the
 * targets back to the sources has caught up; now both sides must be equal again, so that the way back loses nothing.
 *
 * <p>Also states, as facts, how much each moved range changed since the cut-over. Sees what {@link FullChecksum} sees;
 * blind to a write that reached neither side (that is for the clients' history to tell).
 */
public final class AfterFence implements Check {

    private final ComparedRows cutOver;
    private final ComparedRows end;
    private final LongSupplier nanoTime;

    /**
     * @param cutOver what moved, in the snapshots of the cut-over; read before those snapshots are closed, or still open
     * @param end the same tables and moves in fresh snapshots
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public AfterFence(ComparedRows cutOver, ComparedRows end, LongSupplier nanoTime) {
        this.cutOver = Objects.requireNonNull(cutOver, "cutOver is null");
        this.end = Objects.requireNonNull(end, "end is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return "afterFence";
    }

    @Override
    public CheckResult run() throws Exception {
        long start = nanoTime.getAsLong();
        RowDigests digestsThen = cutOver.digests();
        RowDigests digests = end.digests();
        List<Comparison> then = cutOver.comparisons();
        List<Comparison> now = end.comparisons();
        requireSameRows(then, now);
        DigestJudge judge = new DigestJudge(name(), now, digests, end.unjudged());
        judge.judge();
        for (int i = 0; i < now.size(); i++) {
            long rowsThen = digestsThen.right(then.get(i)).rows();
            long rowsNow = digests.right(now.get(i)).rows();
            int changed = digests.changedSince(digestsThen, now.get(i), then.get(i));
            judge.fact(
                    now.get(i) + ", since the cut-over",
                    "%d rows then, %d now (%+d); writes in %d of %d buckets"
                            .formatted(rowsThen, rowsNow, rowsNow - rowsThen, changed, RowDigests.BUCKETS));
        }
        return judge.result(
                "%s rows are equal on both sides after the last write",
                "no moved row was found: nothing was compared", start, nanoTime);
    }

    private static void requireSameRows(List<Comparison> then, List<Comparison> now) {
        List<String> thenNames = then.stream().map(Comparison::toString).toList();
        List<String> nowNames = now.stream().map(Comparison::toString).toList();
        if (!thenNames.equals(nowNames)) {
            throw new IllegalArgumentException(
                    "the cut-over compared %s, the end %s; give both the same tables and moves"
                            .formatted(thenNames, nowNames));
        }
    }
}
