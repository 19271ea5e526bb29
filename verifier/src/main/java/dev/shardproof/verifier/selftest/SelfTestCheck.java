package dev.shardproof.verifier.selftest;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.SelfTestReport;
import dev.shardproof.verifier.source.SnapshotSet;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * {@code selfTest}: the other checks see what they claim to see. It never fails, for it says nothing of the data: it is
 * inconclusive if a check found none of the damage that was planted for it, or if nothing could be planted.
 */
public final class SelfTestCheck implements Check {

    private final SelfTest selfTest;
    private final SnapshotSet catalogue;
    private final LongSupplier nanoTime;

    /**
     * @param catalogue where the user's tables are described
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public SelfTestCheck(SelfTest selfTest, SnapshotSet catalogue, LongSupplier nanoTime) {
        this.selfTest = Objects.requireNonNull(selfTest, "selfTest is null");
        this.catalogue = Objects.requireNonNull(catalogue, "catalogue is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return "selfTest";
    }

    @Override
    public CheckResult run() throws InterruptedException {
        long start = nanoTime.getAsLong();
        SelfTestReport report = selfTest.run(catalogue);
        Map<String, String> facts = new LinkedHashMap<>();
        report.failure().ifPresent(why -> facts.put("not done", why));
        facts.put("sandbox", report.sandbox());
        facts.put("seed", Long.toString(report.seed()));
        int planted = 0;
        int found = 0;
        for (SelfTestReport.Row row : report.rows()) {
            planted += row.planted();
            found += row.found();
            String missed = row.missed().isEmpty() ? "" : "; missed: " + String.join(", ", row.missed());
            facts.put(row.check(), "%d planted, %d found%s".formatted(row.planted(), row.found(), missed));
        }
        List<String> blind = report.rows().stream()
                .filter(SelfTestReport.Row::blind)
                .map(SelfTestReport.Row::check)
                .toList();
        boolean proven = report.failure().isEmpty() && blind.isEmpty() && planted > 0;
        String summary = report.failure()
                .orElse(
                        blind.isEmpty()
                                ? "%d of %d planted kinds of damage were found".formatted(found, planted)
                                : "%s found nothing of what was planted for it".formatted(String.join(", ", blind)));
        return new CheckResult(
                name(),
                proven ? Verdict.PASS : Verdict.INCONCLUSIVE,
                summary,
                planted,
                List.of(),
                0,
                facts,
                Duration.ofNanos(nanoTime.getAsLong() - start));
    }
}
