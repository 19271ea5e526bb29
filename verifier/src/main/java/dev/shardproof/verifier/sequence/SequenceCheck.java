package dev.shardproof.verifier.sequence;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.TableMapping;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * {@code sequence}: no sequence of a target will hand out a number that exists, or that another shard hands out too, and
 * none is near its end.
 *
 * <p>For each sequence of the sources, found on each target by the column that it feeds or else by its name, it sees:
 *
 * <ul>
 *   <li>that a target lacks it;
 *   <li>that a target will hand out numbers that a source has handed out, or that stand in the column already, on the same
 *       target, and where numbers must be unique over all shards also on another one;
 *   <li>that two targets could hand out the same number (only where it must be unique over all shards: the column alone is a
 *       unique key of a sharded table, or together with columns other than the shard key). Strides and disjoint ranges keep
 *       them apart;
 *   <li>that more than 80 % of the numbers are used, of the sequence or of its column's type.
 * </ul>
 *
 * <p>Gaps are no fault. Where each of several sources numbers its own rows only, a target is held against the rows that it has.
 * Blind to numbers that were taken in advance by clients ({@code CACHE}), to what a sequence of the {@code CYCLE} kind
 * hands out after its end, and to defaults that call a sequence inside a function. Sequences are read as they are now, not
 * as of the snapshot: they stand outside transactions.
 */
public final class SequenceCheck implements Check {

    private final SnapshotSet sources;
    private final SnapshotSet targets;
    private final List<TableMapping> tables;
    private final LongSupplier nanoTime;

    /**
     * @param sources the sources' snapshots
     * @param targets the targets' snapshots
     * @param tables the compared tables; sequences that feed only others are left out
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public SequenceCheck(SnapshotSet sources, SnapshotSet targets, List<TableMapping> tables, LongSupplier nanoTime) {
        this.sources = Objects.requireNonNull(sources, "sources is null");
        this.targets = Objects.requireNonNull(targets, "targets is null");
        this.tables = List.copyOf(tables);
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return "sequence";
    }

    @Override
    public CheckResult run() throws Exception {
        long start = nanoTime.getAsLong();
        SequenceReading left = SequenceReading.of(sources);
        SequenceReading right = SequenceReading.of(targets);
        SequenceMatching matching = new SequenceMatching(left, right, tables);
        List<SequenceGroup> groups = matching.groups();
        Map<String, String> unjudged = new TreeMap<>(left.unreadable());
        unjudged.putAll(right.unreadable());
        Findings findings = new Findings();
        SequenceJudge judge = new SequenceJudge(targets, findings, unjudged);
        for (SequenceGroup group : groups) {
            judge.judge(group);
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("sequences", "%d on the sources, %d on the targets".formatted(left.size(), right.size()));
        facts.put("tables", "%d".formatted(tables.size()));
        if (!matching.notCompared().isEmpty()) {
            facts.put("of tables that are not compared", String.join(", ", matching.notCompared()));
        }
        unjudged.forEach((what, reason) -> facts.put(what + ", not judged", reason));
        long examined = tables.size() + groups.size();
        Verdict verdict = findings.total() > 0
                ? Verdict.FAIL
                : unjudged.isEmpty() && examined > 0 ? Verdict.PASS : Verdict.INCONCLUSIVE;
        return new CheckResult(
                name(),
                verdict,
                summary(verdict, groups.size(), findings.total(), unjudged),
                examined,
                findings.kept(),
                findings.total(),
                facts,
                Duration.ofNanos(nanoTime.getAsLong() - start));
    }

    private String summary(Verdict verdict, int sequences, long found, Map<String, String> unjudged) {
        return switch (verdict) {
            case PASS ->
                sequences == 0
                        ? "no sequence on either side feeds one of the %d tables".formatted(tables.size())
                        : "%d sequences are past all numbers that exist".formatted(sequences);
            case FAIL -> "%d faults in %d sequences".formatted(found, sequences);
            case INCONCLUSIVE ->
                unjudged.isEmpty()
                        ? "there was no table and no sequence to look at"
                        : "%d could not be judged, the first one: %s"
                                .formatted(
                                        unjudged.size(),
                                        unjudged.values().iterator().next());
        };
    }
}
