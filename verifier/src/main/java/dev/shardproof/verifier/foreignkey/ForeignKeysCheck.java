package dev.shardproof.verifier.foreignkey;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.checksum.ValueWords;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * {@code foreignKeys}: every row of a compared table finds the row that it refers to on the same target.
 *
 * <p>Judges what each target's foreign keys demand, also those that are not validated, not enforced or whose triggers are off, and
 * what the sources' demand where a target has lost them. One scan of both tables a foreign key and shard, never by an
 * index. A row that refers to nothing on the sources already is no fault of the migration: it is counted in the facts and not held
 * against the targets. Of the sources' orphans the first 10 000 are known, a foreign key and shard; orphans of the targets
 * beyond that count as new.
 *
 * <p>Blind to references that no side declares, and to temporal foreign keys, which it names as not judged.
 */
public final class ForeignKeysCheck implements Check {

    private final SnapshotSet sources;
    private final SnapshotSet targets;
    private final TableNames names;
    private final int tables;
    private final ValueWords words;
    private final LongSupplier nanoTime;
    private final Findings findings = new Findings();
    private final Map<String, String> unjudged = new TreeMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private long existing;

    /**
     * @param sources the sources' snapshots
     * @param targets the targets' snapshots
     * @param tables the compared tables; foreign keys of others are left out
     * @param words how the referring values of a row without a key are written
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public ForeignKeysCheck(
            SnapshotSet sources,
            SnapshotSet targets,
            List<TableMapping> tables,
            ValueWords words,
            LongSupplier nanoTime) {
        this.sources = Objects.requireNonNull(sources, "sources is null");
        this.targets = Objects.requireNonNull(targets, "targets is null");
        this.names = new TableNames(tables);
        this.tables = tables.size();
        this.words = Objects.requireNonNull(words, "words is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return "foreignKeys";
    }

    @Override
    public CheckResult run() throws Exception {
        long start = nanoTime.getAsLong();
        Map<String, ForeignKey> wanted = new LinkedHashMap<>();
        ForeignKeyReading.keys(sources).values().stream()
                .flatMap(Collection::stream)
                .filter(key -> names.comparedOnSources(key.child()))
                .map(names::toTargets)
                .forEach(key -> wanted.putIfAbsent(key.demand(), key));
        Map<String, Map<String, ForeignKey>> byDemand = new LinkedHashMap<>();
        Map<String, List<ForeignKey>> onTargets = ForeignKeyReading.keys(targets);
        onTargets.forEach((shard, keys) -> keys.stream()
                .filter(key -> names.comparedOnTargets(key.child()))
                .forEach(key -> byDemand.computeIfAbsent(key.demand(), any -> new LinkedHashMap<>())
                        .put(shard, key)));
        int declared = byDemand.size();
        wanted.forEach((demand, key) -> lost(key, byDemand.computeIfAbsent(demand, any -> new LinkedHashMap<>())));
        facts.put("foreign keys", "%d on the sources, %d on the targets".formatted(wanted.size(), declared));
        for (Map<String, ForeignKey> byShard : byDemand.values()) {
            judge(byShard);
        }
        unjudged.forEach((what, reason) -> facts.put(what + ", not judged", reason));
        return result(byDemand.size(), start);
    }

    /** The targets that do not have the key are judged by the sources' definition. */
    private void lost(ForeignKey wanted, Map<String, ForeignKey> byShard) {
        List<String> without = targets.shards().stream()
                .filter(shard -> !byShard.containsKey(shard))
                .toList();
        if (!without.isEmpty()) {
            facts.put(wanted + ", lost on", String.join(", ", without));
            without.forEach(shard -> byShard.put(shard, wanted));
        }
    }

    private record Answer(Orphans orphans, String failure) {}

    private void judge(Map<String, ForeignKey> byShard) throws SourceException, InterruptedException {
        ForeignKey any = byShard.values().iterator().next();
        List<String> unsure = byShard.entrySet().stream()
                .filter(one -> !one.getValue().enforced())
                .map(Map.Entry::getKey)
                .toList();
        if (!unsure.isEmpty()) {
            facts.put(any + ", not validated or not enforced on", String.join(", ", unsure));
        }
        if (any.temporal()) {
            unjudged.put(any.toString(), "%s: foreign keys over periods can not be judged".formatted(any));
            return;
        }
        Map<String, Answer> answers = ask(targets, byShard, List.of());
        Map<String, Orphans> found = new LinkedHashMap<>();
        answers.forEach((shard, answer) -> {
            if (answer.orphans() == null) {
                unjudged.put("%s on %s".formatted(any, shard), answer.failure());
            } else if (answer.orphans().total() > 0) {
                found.put(shard, answer.orphans());
            }
        });
        if (!found.isEmpty()) {
            hold(any, found);
        }
    }

    private static Map<String, Answer> ask(SnapshotSet side, Map<String, ForeignKey> byShard, List<String> identity)
            throws SourceException, InterruptedException {
        return side.onEach(byShard.keySet(), reader -> {
            try {
                return new Answer(ForeignKeyReading.orphans(reader, byShard.get(reader.shard()), identity), "");
            } catch (SourceException e) {
                return new Answer(null, e.getMessage());
            }
        });
    }

    /** Holds the targets' orphans against those of the sources. */
    private void hold(ForeignKey key, Map<String, Orphans> found) throws SourceException, InterruptedException {
        List<Orphans> known = known(key, found.values().iterator().next().identity());
        for (Map.Entry<String, Orphans> one : found.entrySet()) {
            Orphans orphans = one.getValue();
            List<List<String>> fresh = orphans.without(known);
            long old = orphans.rows().size() - fresh.size();
            existing += old;
            if (old > 0) {
                facts.put(
                        "%s on %s, as on the sources".formatted(key, one.getKey()),
                        "%d rows refer to nothing".formatted(old));
            }
            for (List<String> row : fresh) {
                findings.add(new Finding(
                        Finding.Kind.MISSING,
                        names.toSources(key.child()).toString(),
                        one.getKey(),
                        orphans.key(row, words),
                        ("refers to a row of %s that is not on %s (foreign key %s); bring that row to this shard, or this row to "
                                        + "the shard that has it")
                                .formatted(key.parent(), one.getKey(), key)));
            }
            findings.addUnkept(orphans.total() - orphans.rows().size());
        }
    }

    private List<Orphans> known(ForeignKey key, List<String> identity) throws SourceException, InterruptedException {
        ForeignKey there = names.toSources(key);
        Map<String, ForeignKey> byShard = new LinkedHashMap<>();
        sources.shards().forEach(shard -> byShard.put(shard, there));
        List<Orphans> known = new ArrayList<>();
        ask(sources, byShard, names.columnsToSources(key.child(), identity)).forEach((shard, answer) -> {
            if (answer.orphans() == null) {
                facts.put("%s on %s, orphans not known".formatted(there, shard), answer.failure());
            } else {
                known.add(answer.orphans());
            }
        });
        return known;
    }

    private CheckResult result(int keys, long start) {
        Verdict verdict = findings.total() > 0
                ? Verdict.FAIL
                : unjudged.isEmpty() && tables > 0 ? Verdict.PASS : Verdict.INCONCLUSIVE;
        String summary = switch (verdict) {
            case PASS ->
                keys == 0
                        ? "no foreign key on either side; %d tables were looked at".formatted(tables)
                        : "every row finds what it refers to by %d foreign keys%s"
                                .formatted(
                                        keys,
                                        existing == 0 ? "" : ", but for %d rows as on the sources".formatted(existing));
            case FAIL -> "%d rows refer to rows that are not on their shard".formatted(findings.total());
            case INCONCLUSIVE ->
                unjudged.isEmpty()
                        ? "there was no table to look at"
                        : "%d could not be judged, the first one: %s"
                                .formatted(
                                        unjudged.size(),
                                        unjudged.values().iterator().next());
        };
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
        return new CheckResult(name(), verdict, summary, tables + keys, findings.kept(), findings.total(), facts, took);
    }
}
