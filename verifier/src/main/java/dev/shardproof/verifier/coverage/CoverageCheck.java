package dev.shardproof.verifier.coverage;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * {@code coverage}: every table of either side is compared, or was left out on purpose.
 *
 * <p>Sees tables that nobody thought of: only on the sources (never copied), only on the targets, on some shards only, or
 * included by no rule. Names what was excluded, and what holds rows without being a table. Blind to what is in the tables.
 */
public final class CoverageCheck implements Check {

    private static final int NAMES_KEPT = 100;

    private final TableSelection selection;
    private final LongSupplier nanoTime;

    /**
     * @param selection what the rules mean on these servers
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public CoverageCheck(TableSelection selection, LongSupplier nanoTime) {
        this.selection = Objects.requireNonNull(selection, "selection is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return "coverage";
    }

    @Override
    public CheckResult run() {
        long start = nanoTime.getAsLong();
        Findings findings = new Findings();
        for (UncoveredTable table : selection.uncovered()) {
            findings.add(new Finding(
                    Finding.Kind.UNCOVERED, table.table(), String.join(", ", table.shards()), "", table.reason()));
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("compared", "%d tables".formatted(selection.tables().size()));
        if (!selection.excluded().isEmpty()) {
            facts.put("excluded on purpose", RuleProblems.shown(selection.excluded(), NAMES_KEPT));
        }
        selection.notCompared().forEach((what, names) -> facts.put(what, RuleProblems.shown(names, NAMES_KEPT)));
        Verdict verdict = findings.total() > 0 ? Verdict.FAIL : Verdict.PASS;
        String summary = verdict == Verdict.PASS
                ? "%d tables are compared, %d were excluded on purpose"
                        .formatted(
                                selection.tables().size(), selection.excluded().size())
                : "%d tables are not covered, or not on every shard".formatted(findings.total());
        return new CheckResult(
                name(),
                verdict,
                summary,
                selection.seen(),
                findings.kept(),
                findings.total(),
                facts,
                Duration.ofNanos(nanoTime.getAsLong() - start));
    }
}
