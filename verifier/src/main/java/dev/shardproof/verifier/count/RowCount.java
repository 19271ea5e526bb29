package dev.shardproof.verifier.count;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowCounts;
import dev.shardproof.verifier.compare.Unjudged;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * {@code rowCount}: each moved range has as many rows on its target as on its source, and every copy of a reference table
 * as many as the first.
 *
 * <p>Sees rows that are missing or too many. Blind to any change of contents, and to one row missing where another is
 * too many within the same range and table.
 */
public final class RowCount implements Check {

    private final ComparedRows rows;
    private final LongSupplier nanoTime;

    /**
     * @param rows what moved
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public RowCount(ComparedRows rows, LongSupplier nanoTime) {
        this.rows = Objects.requireNonNull(rows, "rows is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return "rowCount";
    }

    @Override
    public CheckResult run() throws Exception {
        long start = nanoTime.getAsLong();
        RowCounts counts = rows.counts();
        List<Comparison> comparisons = rows.comparisons();
        Findings findings = new Findings();
        Map<String, String> facts = new LinkedHashMap<>();
        Map<String, long[]> totals = new LinkedHashMap<>();
        long moved = 0;
        long copied = 0;
        for (Comparison comparison : comparisons) {
            long left = counts.left(comparison);
            long right = counts.right(comparison);
            String table = comparison.table().spec().toString();
            facts.put(comparison.toString(), "%d and %d rows".formatted(left, right));
            if (left != right) {
                String detail = "%s has %d rows, %s has %d (%+d)"
                        .formatted(
                                comparison.left().label(),
                                left,
                                comparison.right().label(),
                                right,
                                right - left);
                findings.add(new Finding(Finding.Kind.COUNT, table, comparison.where(), "", detail));
            }
            if (comparison.table().spec().isReference()) {
                copied += Math.max(left, right);
            } else {
                moved += Math.max(left, right);
                long[] total = totals.computeIfAbsent(table, name -> new long[2]);
                total[0] += left;
                total[1] += right;
            }
        }
        totals.forEach((table, total) -> facts.put(
                table + ", in all", "%d rows where they come from, %d where they go".formatted(total[0], total[1])));
        boolean empty = moved + copied == 0 || (moved == 0 && !totals.isEmpty());
        Map<String, String> unjudged = new TreeMap<>(rows.unjudged());
        unjudged.forEach((table, reason) -> facts.put(table + ", not judged", reason));
        long examined = moved + copied;
        Verdict verdict = findings.total() > 0
                ? Verdict.FAIL
                : empty || !unjudged.isEmpty() ? Verdict.INCONCLUSIVE : Verdict.PASS;
        String summary = switch (verdict) {
            case PASS -> String.format(Locale.ROOT, "%,d rows on both sides", examined);
            case FAIL -> "%d counts differ between the two sides".formatted(findings.total());
            case INCONCLUSIVE ->
                unjudged.isEmpty() ? "no moved row was found: nothing was counted" : Unjudged.summary(unjudged);
        };
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
        return new CheckResult(name(), verdict, summary, examined, findings.kept(), findings.total(), facts, took);
    }
}
