package dev.shardproof.verifier.checksum;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowDigests;
import dev.shardproof.verifier.compare.locate.Difference;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * {@code fullChecksum}: every moved row is on its target exactly as on its source, and every copy of a reference table
 * equals the first.
 *
 * <p>Compares one 64-bit hash a row over the exact image of every stored column, so it sees a missing, extra, stale or changed
 * row, also where numbers are equal but written otherwise (1.0 and 1.00), NULL became an empty text, or values changed
 * places. One changed row goes unseen with a probability of at most (columns + 1) in 2<sup>64</sup>, about 1 in
 * 2<sup>60</sup> for 15 columns; on servers before PostgreSQL 18, two columns that swap their values with up to 1 in
 * 2<sup>56</sup> (docs/adr/0006-one-hash-a-row.md says why). The hash is no protection against values that somebody chose
 * in order to collide. A row that differs is named with its columns. Tables without a primary key are compared as multisets
 * of rows. Blind to what is not stored in rows (sequences, indexes, constraints), and to rows outside the moved ranges.
 */
public final class FullChecksum implements Check {

    private final ComparedRows rows;
    private final BiConsumer<Comparison, Difference> listener;
    private final LongSupplier nanoTime;

    /**
     * @param rows what moved
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public FullChecksum(ComparedRows rows, LongSupplier nanoTime) {
        this(rows, (comparison, difference) -> {}, nanoTime);
    }

    /**
     * @param rows what moved
     * @param listener gets every row that differs, one at a time, while the check runs
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public FullChecksum(ComparedRows rows, BiConsumer<Comparison, Difference> listener, LongSupplier nanoTime) {
        this.listener = Objects.requireNonNull(listener, "listener is null");
        this.rows = Objects.requireNonNull(rows, "rows is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return "fullChecksum";
    }

    @Override
    public CheckResult run() throws Exception {
        long start = nanoTime.getAsLong();
        RowDigests digests = rows.digests();
        DigestJudge judge =
                new DigestJudge(name(), rows.comparisons(), digests, rows.unjudged(), rows::digestsAnew, listener);
        judge.judge();
        judge.fact(
                "hash",
                "64 bits a row: one changed row goes unseen with a probability of at most (columns + 1) in 2^64");
        return judge.result(
                "%s rows are equal on both sides", "no moved row was found: nothing was compared", start, nanoTime);
    }
}
