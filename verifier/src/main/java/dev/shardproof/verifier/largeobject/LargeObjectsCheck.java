package dev.shardproof.verifier.largeobject;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.dialect.postgres.LargeObjectQueries;
import dev.shardproof.verifier.dialect.postgres.LargeObjectQueries.Reference;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * {@code largeObjects}: the large objects that the targets' rows refer to are on the same target and hold the same.
 *
 * <p>A column refers to large objects if its type is {@code lo}, or if it is of type {@code oid} and every value on the sources is
 * a large object. Rows are found on the other side by their key, so an object may have another number there. Contents are
 * hashed on the servers, which needs the right to read each object; without it the check is inconclusive, but still sees
 * objects that are missing. Large objects that no column refers to are counted: fewer on the targets is a finding.
 *
 * <p>What is missing on the sources already is no fault of the migration. Blind to numbers of large objects in columns of other
 * types or in arrays, and to the objects' rights and owners.
 */
public final class LargeObjectsCheck implements Check {

    private final SnapshotSet sources;
    private final SnapshotSet targets;
    private final List<TableMapping> tables;
    private final LongSupplier nanoTime;
    private final Findings findings = new Findings();
    private final Map<String, String> unjudged = new TreeMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private long compared;

    /**
     * @param sources the sources' snapshots
     * @param targets the targets' snapshots
     * @param tables the compared tables
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public LargeObjectsCheck(
            SnapshotSet sources, SnapshotSet targets, List<TableMapping> tables, LongSupplier nanoTime) {
        this.sources = Objects.requireNonNull(sources, "sources is null");
        this.targets = Objects.requireNonNull(targets, "targets is null");
        this.tables = List.copyOf(tables);
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String name() {
        return "largeObjects";
    }

    @Override
    public CheckResult run() throws Exception {
        long start = nanoTime.getAsLong();
        List<ObjectColumn> candidates = ObjectTables.read(sources).columns(tables);
        ObjectTables there = ObjectTables.read(targets);
        Map<ObjectColumn, Reference> referring = new LinkedHashMap<>();
        for (ObjectColumn column : candidates) {
            if (refers(column)) {
                Optional<Reference> target = there.target(column);
                target.ifPresentOrElse(
                        reference -> referring.put(column, reference),
                        () -> unjudged.put(
                                column.toString(),
                                "%s: the targets have no such column of type oid or lo".formatted(column)));
            }
        }
        facts.put(
                "columns of type oid or lo",
                "%d, %d of them refer to large objects".formatted(candidates.size(), referring.size()));
        for (Map.Entry<ObjectColumn, Reference> one : referring.entrySet()) {
            compare(one.getKey(), one.getValue());
        }
        long objects = countAll(referring);
        unjudged.forEach((what, reason) -> facts.put(what + ", not judged", reason));
        return result(objects, candidates.size(), start);
    }

    private boolean refers(ObjectColumn column) throws InterruptedException {
        if (column.declared()) {
            return true;
        }
        String sql = LargeObjectQueries.existing(
                column.source().table(), column.source().column());
        long values = 0;
        long objects = 0;
        try {
            for (List<List<String>> rows : sources.onEach(
                            sources.shards(),
                            reader -> reader.texts("look for large objects in " + column, sql, List.of()))
                    .values()) {
                values += Long.parseLong(rows.get(0).get(0));
                objects += Long.parseLong(rows.get(0).get(1));
            }
        } catch (SourceException e) {
            unjudged.put(column.toString(), e.getMessage());
            return false;
        }
        if (objects > 0 && objects < values) {
            facts.put(
                    column + ", taken for plain numbers",
                    "%d of its %d values are large objects; make its type lo if all should be"
                            .formatted(objects, values));
        }
        return objects > 0 && objects == values;
    }

    private void compare(ObjectColumn column, Reference target) throws InterruptedException {
        try {
            compared += compare(column, target, true);
        } catch (SourceException e) {
            unjudged.put(
                    column + ", contents",
                    e.getMessage() + "; GRANT SELECT ON LARGE OBJECT to this role, or set lo_compat_privileges for it");
            try {
                compared += compare(column, target, false);
            } catch (SourceException again) {
                unjudged.put(column.toString(), again.getMessage());
            }
        }
    }

    private long compare(ObjectColumn column, Reference target, boolean contents)
            throws SourceException, InterruptedException {
        if (!column.mapping().source().isReference()) {
            return new ObjectComparison(column, sources, sources.shards(), targets, targets.shards(), target, contents)
                    .compare(findings);
        }
        long rows = 0;
        Findings copies = new Findings();
        for (String copy : targets.shards()) {
            rows += new ObjectComparison(
                            column, sources, sources.shards().subList(0, 1), targets, List.of(copy), target, contents)
                    .compare(copies);
        }
        copies.kept().forEach(findings::add);
        findings.addUnkept(copies.total() - copies.kept().size());
        return rows;
    }

    /** @return how many large objects both sides have */
    private long countAll(Map<ObjectColumn, Reference> referring) throws InterruptedException {
        try {
            long[] left = count(
                    sources,
                    referring.keySet().stream().map(ObjectColumn::source).toList());
            long[] right = count(targets, List.copyOf(referring.values()));
            facts.put("large objects", "%d on the sources, %d on the targets".formatted(left[0], right[0]));
            facts.put(
                    "large objects that no column refers to",
                    "%d on the sources, %d on the targets".formatted(left[1], right[1]));
            if (right[1] < left[1]) {
                findings.add(new Finding(
                        Finding.Kind.COUNT,
                        "",
                        String.join(" + ", sources.shards()) + " → " + String.join(" + ", targets.shards()),
                        "",
                        ("the sources have %d large objects that no column of type oid or lo refers to, the targets %d; copy them "
                                        + "(replication does not), or remove them from the sources if nobody needs them")
                                .formatted(left[1], right[1])));
            }
            return left[0] + right[0];
        } catch (SourceException e) {
            unjudged.put("number of large objects", e.getMessage());
            return 0;
        }
    }

    private static long[] count(SnapshotSet side, List<Reference> references)
            throws SourceException, InterruptedException {
        String sql = LargeObjectQueries.counts(references);
        long[] counts = new long[2];
        for (List<List<String>> rows : new ArrayList<>(
                side.onEach(side.shards(), reader -> reader.texts("count the large objects", sql, List.of()))
                        .values())) {
            counts[0] += Long.parseLong(rows.get(0).get(0));
            counts[1] += Long.parseLong(rows.get(0).get(1));
        }
        return counts;
    }

    private CheckResult result(long objects, int columns, long start) {
        Verdict verdict = findings.total() > 0
                ? Verdict.FAIL
                : unjudged.isEmpty() && !tables.isEmpty() ? Verdict.PASS : Verdict.INCONCLUSIVE;
        String summary = switch (verdict) {
            case PASS ->
                objects == 0
                        ? "no large object on either side; %d columns of type oid or lo in %d tables were looked at"
                                .formatted(columns, tables.size())
                        : "%d references to large objects lead to the same contents".formatted(compared);
            case FAIL -> "%d faults in large objects".formatted(findings.total());
            case INCONCLUSIVE ->
                unjudged.isEmpty()
                        ? "there was no table to look at"
                        : "%d could not be judged, the first one: %s"
                                .formatted(
                                        unjudged.size(),
                                        unjudged.values().iterator().next());
        };
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
        return new CheckResult(
                name(), verdict, summary, tables.size() + compared, findings.kept(), findings.total(), facts, took);
    }
}
