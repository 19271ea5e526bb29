package dev.shardproof.verifier.sequence;

import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.dialect.postgres.SequenceQueries;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is wrong with one sequence after another. */
final class SequenceJudge {

    private static final BigInteger NEARLY = BigInteger.valueOf(80);
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);
    private static final int PAIRS_NAMED = 3;

    private final SnapshotSet targets;
    private final Findings findings;
    private final Map<String, String> unjudged;

    SequenceJudge(SnapshotSet targets, Findings findings, Map<String, String> unjudged) {
        this.targets = targets;
        this.findings = findings;
        this.unjudged = unjudged;
    }

    void judge(SequenceGroup group) throws InterruptedException {
        for (String shard : group.lacking()) {
            add(
                    group,
                    Finding.Kind.MISSING,
                    shard,
                    "%s does not have the sequence; create it, past %s".formatted(shard, furthest(group)));
        }
        Map<String, List<String>> behind = new LinkedHashMap<>();
        sources(group, behind);
        columns(group, behind);
        behind.forEach((shard, reasons) -> {
            ShardSequence sequence = group.targets().get(shard);
            add(
                    group,
                    Finding.Kind.LIMIT,
                    shard,
                    "will hand out numbers that exist: its next is %s, but %s; set it past them with setval"
                            .formatted(sequence.next(), String.join(", and ", reasons)));
        });
        overlaps(group);
        group.targets().forEach((shard, sequence) -> nearItsEnd(group, sequence));
    }

    private static String furthest(SequenceGroup group) {
        ShardSequence first = group.sources().get(0);
        return group.sources().stream()
                .map(ShardSequence::last)
                .reduce(first.last(), first.descending() ? BigInteger::min : BigInteger::max)
                .toString();
    }

    private void sources(SequenceGroup group, Map<String, List<String>> behind) {
        if (!group.followsEverySource()) {
            return;
        }
        group.targets()
                .forEach((shard, sequence) -> group.sources().stream()
                        .filter(source ->
                                sequence.remaining().common(source.handedOut()).isPresent())
                        .forEach(source -> reason(
                                behind,
                                shard,
                                "source %s has handed out numbers up to %s".formatted(source.shard(), source.last()))));
    }

    private static void reason(Map<String, List<String>> behind, String shard, String reason) {
        behind.computeIfAbsent(shard, any -> new ArrayList<>()).add(reason);
    }

    /** One scan of each column on each target, for all targets' sequences at once. */
    private void columns(SequenceGroup group, Map<String, List<String>> behind) throws InterruptedException {
        for (Map.Entry<String, ShardSequence> here : group.targets().entrySet()) {
            List<ShardSequence> askers = group.targets().values().stream()
                    .filter(one -> !one.remaining().isEmpty())
                    .filter(one -> group.shared() || one.shard().equals(here.getKey()))
                    .toList();
            Set<FedColumn> fed = new LinkedHashSet<>(here.getValue().feeds());
            fed.removeIf(column -> column.greatest().isEmpty() || !compared(group, column));
            for (FedColumn column : askers.isEmpty() ? Set.<FedColumn>of() : fed) {
                List<String> hits;
                try {
                    hits = hits(here.getKey(), column, askers);
                } catch (SourceException e) {
                    unjudged.put("%s on %s".formatted(column.table(), here.getKey()), e.getMessage());
                    continue;
                }
                for (int i = 0; i < askers.size(); i++) {
                    String shard = askers.get(i).shard();
                    if (hits.get(i) != null) {
                        String where = shard.equals(here.getKey()) ? "" : " on " + here.getKey();
                        reason(behind, shard, "%s%s holds %s".formatted(column, where, hits.get(i)));
                    }
                }
            }
        }
    }

    private static boolean compared(SequenceGroup group, FedColumn column) {
        return group.mapping()
                .map(mapping -> mapping.target().toString().equals(column.table()))
                .orElse(true);
    }

    private List<String> hits(String shard, FedColumn column, List<ShardSequence> askers)
            throws SourceException, InterruptedException {
        String sql = SequenceQueries.hits(
                column.quotedTable(),
                column.quotedColumn(),
                askers.stream().map(ShardSequence::span).toList());
        return targets.onEach(
                        List.of(shard),
                        reader -> reader.texts("read the numbers in " + column, sql, List.of())
                                .get(0))
                .get(shard);
    }

    private void overlaps(SequenceGroup group) {
        if (!group.shared()) {
            return;
        }
        List<ShardSequence> all = List.copyOf(group.targets().values());
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            for (ShardSequence other : all.subList(i + 1, all.size())) {
                ShardSequence one = all.get(i);
                Optional<BigInteger> common = one.remaining().common(other.remaining());
                common.ifPresent(number ->
                        pairs.add("%s and %s could both hand out %s".formatted(one.shard(), other.shard(), number)));
            }
        }
        if (!pairs.isEmpty()) {
            String shards = String.join(", ", group.targets().keySet());
            String named = String.join("; ", pairs.subList(0, Math.min(pairs.size(), PAIRS_NAMED)));
            add(
                    group,
                    Finding.Kind.LIMIT,
                    shards,
                    ("%s%s; keep them apart: the same INCREMENT BY on all shards, at least their "
                                    + "number, and another remainder on each, or a range of its own for each (MINVALUE, MAXVALUE)")
                            .formatted(
                                    named,
                                    pairs.size() > PAIRS_NAMED
                                            ? "; and %d more pairs".formatted(pairs.size() - PAIRS_NAMED)
                                            : ""));
        }
    }

    private void nearItsEnd(SequenceGroup group, ShardSequence sequence) {
        BigInteger least = sequence.min();
        BigInteger greatest = sequence.feeds().stream()
                .flatMap(column -> column.greatest().stream())
                .reduce(sequence.max(), BigInteger::min);
        BigInteger used = sequence.descending()
                ? greatest.subtract(sequence.last())
                : sequence.last().subtract(least);
        BigInteger all = greatest.subtract(least).max(BigInteger.ONE);
        BigInteger percent = used.multiply(HUNDRED).divide(all);
        if (percent.compareTo(NEARLY) > 0) {
            add(
                    group,
                    Finding.Kind.LIMIT,
                    sequence.shard(),
                    "%s %% of its numbers are used: it is at %s, and %s is the end%s; widen the column or the sequence"
                            .formatted(
                                    percent.min(HUNDRED),
                                    sequence.last(),
                                    sequence.descending() ? least : greatest,
                                    greatest.compareTo(sequence.max()) < 0 ? " of its column's type" : ""));
        }
    }

    private void add(SequenceGroup group, Finding.Kind kind, String shard, String detail) {
        findings.add(new Finding(
                kind, group.table(), shard, group.name(), "sequence %s: %s".formatted(group.name(), detail)));
    }
}
