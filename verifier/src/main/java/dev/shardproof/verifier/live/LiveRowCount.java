package dev.shardproof.verifier.live;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * {@code rowCount} of tables that are written to meanwhile: no side has more rows than the other, apart from rows that
 * were on their way.
 *
 * <p>Two counts of changing tables can not be held against each other, so it is judged from the rows that differ: what
 * stays missing and what stays extra must cancel out. Sees what {@link dev.shardproof.verifier.count.RowCount} sees.
 */
public final class LiveRowCount implements Check {

    private final LiveJudge judge;
    private final LongSupplier nanoTime;

    /**
     * @param judge may be shared with {@link LiveChecksum}
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public LiveRowCount(LiveJudge judge, LongSupplier nanoTime) {
        this.judge = Objects.requireNonNull(judge, "judge is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return "rowCount";
    }

    @Override
    public CheckResult run() throws InterruptedException {
        long start = nanoTime.getAsLong();
        List<LiveComparison> comparisons = judge.judge();
        Findings findings = new Findings();
        boolean open = false;
        for (LiveComparison one : comparisons) {
            if (one.surplus() != 0) {
                findings.add(one.countFinding());
            }
            open |= one.countOpen();
        }
        LiveSummary summary = new LiveSummary(judge, comparisons);
        Verdict verdict =
                findings.total() > 0 ? Verdict.FAIL : open || summary.nothing() ? Verdict.INCONCLUSIVE : Verdict.PASS;
        String text = switch (verdict) {
            case PASS -> "about %s rows on both sides, and none too many or too few".formatted(summary.rows());
            case FAIL -> "%d counts differ between the two sides".formatted(findings.total());
            case INCONCLUSIVE ->
                open ? "rows that are on one side only never settled" + summary.because() : summary.reason();
        };
        return summary.result(name(), verdict, text, findings, nanoTime.getAsLong() - start);
    }
}
