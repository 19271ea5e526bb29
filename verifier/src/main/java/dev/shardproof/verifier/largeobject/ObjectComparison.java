package dev.shardproof.verifier.largeobject;

import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.dialect.postgres.LargeObjectQueries;
import dev.shardproof.verifier.dialect.postgres.LargeObjectQueries.Reference;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Holds what a column refers to on the sources against what it refers to on some targets: by bucket first, then by row where
 * buckets differ.
 */
final class ObjectComparison {

    private static final int BUCKETS_AT_ONCE = 64;
    private static final String MISSING = "missing";

    private record Digest(long rows, BigInteger hashes) {
        Digest plus(Digest other) {
            return new Digest(rows + other.rows, hashes.add(other.hashes));
        }
    }

    private record Row(String shard, String state) {}

    private final ObjectColumn column;
    private final SnapshotSet sources;
    private final List<String> sourceShards;
    private final SnapshotSet targets;
    private final List<String> targetShards;
    private final Reference target;
    private final boolean contents;

    ObjectComparison(
            ObjectColumn column,
            SnapshotSet sources,
            List<String> sourceShards,
            SnapshotSet targets,
            List<String> targetShards,
            Reference target,
            boolean contents) {
        this.column = column;
        this.sources = sources;
        this.sourceShards = sourceShards;
        this.targets = targets;
        this.targetShards = targetShards;
        this.target = target;
        this.contents = contents;
    }

    /** @return how many references were compared */
    long compare(Findings findings) throws SourceException, InterruptedException {
        Map<Integer, Digest> left = digests(sources, sourceShards, column.source());
        Map<Integer, Digest> right = digests(targets, targetShards, target);
        TreeSet<Integer> buckets = new TreeSet<>(left.keySet());
        buckets.addAll(right.keySet());
        buckets.removeIf(bucket -> left.containsKey(bucket) && left.get(bucket).equals(right.get(bucket)));
        List<Integer> differing = List.copyOf(buckets);
        Findings found = new Findings();
        for (int from = 0; from < differing.size(); from += BUCKETS_AT_ONCE) {
            List<Integer> some = differing.subList(from, Math.min(differing.size(), from + BUCKETS_AT_ONCE));
            locate(
                    rows(sources, sourceShards, column.source(), some),
                    rows(targets, targetShards, target, some),
                    found);
        }
        // Only now: what fails half-way is asked again in another way, and must not count twice.
        found.kept().forEach(findings::add);
        findings.addUnkept(found.total() - found.kept().size());
        return right.values().stream().mapToLong(Digest::rows).sum();
    }

    private Map<Integer, Digest> digests(SnapshotSet side, List<String> shards, Reference reference)
            throws SourceException, InterruptedException {
        String sql = LargeObjectQueries.digests(reference, contents);
        Map<Integer, Digest> sums = new HashMap<>();
        side
                .onEach(shards, reader -> reader.texts("hash the large objects of " + column, sql, List.of()))
                .values()
                .stream()
                .flatMap(Collection::stream)
                .forEach(row -> sums.merge(
                        Integer.valueOf(row.get(0)),
                        new Digest(Long.parseLong(row.get(1)), new BigInteger(row.get(2))),
                        Digest::plus));
        return sums;
    }

    private Map<List<String>, List<Row>> rows(
            SnapshotSet side, List<String> shards, Reference reference, List<Integer> buckets)
            throws SourceException, InterruptedException {
        String sql = LargeObjectQueries.rows(reference, buckets, contents);
        Map<List<String>, List<Row>> rows = new HashMap<>();
        side.onEach(shards, reader -> reader.texts("hash the large objects of " + column, sql, List.of()))
                .forEach((shard, all) ->
                        all.forEach(row -> rows.computeIfAbsent(row.subList(1, row.size()), any -> new ArrayList<>())
                                .add(new Row(shard, row.get(0)))));
        return rows;
    }

    /** Rows that only one side has are for the checks on rows; here the objects count that the targets' rows refer to. */
    private void locate(Map<List<String>, List<Row>> left, Map<List<String>, List<Row>> right, Findings findings) {
        byText(right).forEach((key, values) -> {
            List<Row> expected = new ArrayList<>(left.getOrDefault(values, List.of()));
            List<Row> other = right.get(values).stream()
                    .filter(row -> !takeEqual(expected, row))
                    .toList();
            for (Row row : other) {
                if (row.state().equals(MISSING)) {
                    findings.add(finding(
                            Finding.Kind.MISSING,
                            row,
                            key,
                            "does not exist on %s; copy it there".formatted(row.shard())));
                } else if (!expected.isEmpty()) {
                    Row there = expected.remove(0);
                    if (!there.state().equals(MISSING)) {
                        findings.add(finding(
                                Finding.Kind.DIFFERENT,
                                row,
                                key,
                                "holds something else on %s (%s bytes) than on %s (%s bytes); copy it again"
                                        .formatted(row.shard(), length(row), there.shard(), length(there))));
                    }
                }
            }
        });
    }

    /** Takes one row away that refers to the same; says whether there was one. */
    private static boolean takeEqual(List<Row> rows, Row wanted) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).state().equals(wanted.state())) {
                rows.remove(i);
                return true;
            }
        }
        return false;
    }

    private Map<String, List<String>> byText(Map<List<String>, List<Row>> rows) {
        Map<String, List<String>> byText = new TreeMap<>();
        rows.keySet().forEach(key -> {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < key.size(); i++) {
                parts.add(column.key().get(i) + "=" + key.get(i));
            }
            byText.put(String.join(", ", parts), key);
        });
        return byText;
    }

    private static String length(Row row) {
        return row.state().split(" ")[0];
    }

    private Finding finding(Finding.Kind kind, Row row, String key, String detail) {
        return new Finding(
                kind,
                column.mapping().source().toString(),
                row.shard(),
                key,
                "the large object that %s refers to %s".formatted(column.name(), detail));
    }
}
