package dev.shardproof.verifier.live;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.Unjudged;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What both live checks say alike. */
final class LiveSummary {

    private final List<LiveComparison> comparisons;
    private final Map<String, String> unjudged;
    private final List<String> notes;

    /** @param judge has judged */
    LiveSummary(LiveJudge judge, List<LiveComparison> comparisons) {
        this.comparisons = comparisons;
        this.unjudged = new TreeMap<>(judge.unjudged());
        this.notes = judge.notes();
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** How many rows were compared. */
    String rows() {
        return number(examined());
    }

    private long examined() {
        return comparisons.stream().mapToLong(LiveComparison::rows).sum();
    }

    /** Whether too little was looked at to let it pass. */
    boolean nothing() {
        return !unjudged.isEmpty() || empty();
    }

    private boolean empty() {
        List<LiveComparison> sharded =
                comparisons.stream().filter(one -> !one.reference()).toList();
        return examined() == 0
                || (!sharded.isEmpty()
                        && sharded.stream().mapToLong(LiveComparison::rows).sum() == 0);
    }

    /** Why too little was looked at. */
    String reason() {
        return unjudged.isEmpty() ? "no row was found: nothing was compared" : Unjudged.summary(unjudged);
    }

    /** What the fences have to say on it. */
    String because() {
        return notes.isEmpty() ? "" : ": " + notes.get(notes.size() - 1);
    }

    CheckResult result(String check, Verdict verdict, String summary, Findings findings, long nanos) {
        Map<String, String> facts = new LinkedHashMap<>();
        comparisons.forEach(one -> facts.put(one.name(), one.fact()));
        for (int i = 0; i < notes.size(); i++) {
            facts.put("note %d on waiting for the targets".formatted(i + 1), notes.get(i));
        }
        unjudged.forEach((table, reason) -> facts.put(table + ", not judged", reason));
        return new CheckResult(
                check, verdict, summary, examined(), findings.kept(), findings.total(), facts, Duration.ofNanos(nanos));
    }
}
