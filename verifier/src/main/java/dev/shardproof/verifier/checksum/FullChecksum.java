package dev.shardproof.verifier.checksum;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.compare.MovedRows;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * {@code fullChecksum}: every moved row is on its target exactly as on its source, and every copy of a reference table
 * equals the first.
 *
 * <p>Compares 128 bits of hash a row over the exact image of every stored column, so it sees a missing, extra, stale or
 * changed row, also where numbers are equal but written otherwise (1.0 and 1.00), NULL became an empty text, or values
 * changed places. A row that differs is named with its columns. Tables without a primary key are compared as multisets
 * of rows. Blind to what is not stored in rows (sequences, indexes, constraints), and to rows outside the moved ranges.
 */
public final class FullChecksum implements Check {

    private final MovedRows rows;
    private final LongSupplier nanoTime;

    /**
     * @param rows what moved
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public FullChecksum(MovedRows rows, LongSupplier nanoTime) {
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
        DigestJudge judge = new DigestJudge(name(), rows.comparisons(), rows.digests());
        judge.judge();
        return judge.result(
                "%s rows are equal on both sides", "no moved row was found: nothing was compared", start, nanoTime);
    }
}
