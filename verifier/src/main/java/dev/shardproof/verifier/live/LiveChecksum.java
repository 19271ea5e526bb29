package dev.shardproof.verifier.live;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * {@code fullChecksum} of tables that are written to meanwhile: every row is on the targets exactly as on the sources, or
 * was on its way.
 *
 * <p>Sees what {@link dev.shardproof.verifier.checksum.FullChecksum} sees, of rows that were damaged before the first
 * look. FAIL names the rows that stayed different past the fence; rows that never settled make it INCONCLUSIVE, with
 * their keys. Blind to damage that is done after the first look at a table, and to a row that was healed before the last.
 */
public final class LiveChecksum implements Check {

    private final LiveJudge judge;
    private final LongSupplier nanoTime;

    /**
     * @param judge may be shared with {@link LiveRowCount}
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public LiveChecksum(LiveJudge judge, LongSupplier nanoTime) {
        this.judge = Objects.requireNonNull(judge, "judge is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return "fullChecksum";
    }

    @Override
    public CheckResult run() throws InterruptedException {
        long start = nanoTime.getAsLong();
        List<LiveComparison> comparisons = judge.judge();
        Findings stayed = new Findings();
        Findings unsettled = new Findings();
        long unread = 0;
        for (LiveComparison one : comparisons) {
            one.settling()
                    .stayed()
                    .entrySet()
                    .forEach(entry -> stayed.add(
                            one.finding(entry),
                            Math.max(1, Math.abs(entry.getValue().surplus()))));
            one.settling().unsettled().entrySet().forEach(entry -> unsettled.add(one.unsettledFinding(entry)));
            unread += one.unread();
        }
        LiveSummary summary = new LiveSummary(judge, comparisons);
        Verdict verdict = stayed.total() > 0
                ? Verdict.FAIL
                : unsettled.total() > 0 || unread > 0 || summary.nothing() ? Verdict.INCONCLUSIVE : Verdict.PASS;
        String text = switch (verdict) {
            case PASS -> "%s rows are equal on both sides, as far as they stood still".formatted(summary.rows());
            case FAIL -> "%s of %s rows stay different".formatted(LiveSummary.number(stayed.total()), summary.rows());
            case INCONCLUSIVE ->
                unsettled.total() + unread > 0
                        ? "%s rows never settled%s"
                                .formatted(LiveSummary.number(unsettled.total() + unread), summary.because())
                        : summary.reason();
        };
        Findings findings = stayed.total() > 0 ? stayed : unsettled;
        return summary.result(name(), verdict, text, findings, nanoTime.getAsLong() - start);
    }
}
