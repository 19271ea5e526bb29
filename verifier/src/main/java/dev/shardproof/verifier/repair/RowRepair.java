package dev.shardproof.verifier.repair;

import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.compare.locate.Difference;
import dev.shardproof.verifier.repair.RepairScript.RowOwner;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.rows.RowValues;
import dev.shardproof.verifier.source.rows.RowValues.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides key by key what the targets of one comparison need: the source's row on its owner, and on no other target. What
 * can not be decided is named and not guessed. Not thread-safe.
 */
final class RowRepair implements AutoCloseable {

    private static final int KEYS_AT_ONCE = 500;

    private final Comparison comparison;
    private final RowOwner owner;
    private final Proposal proposal;
    private final TargetTable target;
    private final StatementWriter writer;
    private final List<ShardReader> left;
    private final List<ShardReader> right;

    RowRepair(Comparison comparison, RowOwner owner, Proposal proposal) throws SourceException {
        this.comparison = comparison;
        this.owner = owner;
        this.proposal = proposal;
        this.target = TargetTable.read(comparison.right());
        this.writer = new StatementWriter(comparison.right().table(), target);
        this.left = readers(comparison.left());
        this.right = readers(comparison.right());
    }

    private static List<ShardReader> readers(Side side) {
        return side.shards().stream()
                .map(shard -> side.snapshots().openReader(shard))
                .toList();
    }

    /** Proposes what each of these rows needs. */
    void propose(List<Difference> found) throws SourceException {
        Map<List<String>, List<Difference>> byKey = new LinkedHashMap<>();
        found.forEach(one ->
                byKey.computeIfAbsent(one.key(), any -> new ArrayList<>()).add(one));
        List<List<String>> keys = List.copyOf(byKey.keySet());
        for (int from = 0; from < keys.size(); from += KEYS_AT_ONCE) {
            if (proposal.full()) {
                proposal.beyond(keys.size() - from);
                return;
            }
            some(keys.subList(from, Math.min(keys.size(), from + KEYS_AT_ONCE)), byKey);
        }
    }

    private void some(List<List<String>> keys, Map<List<String>, List<Difference>> byKey) throws SourceException {
        Map<String, Map<List<String>, Row>> sources = rows(left, comparison.left(), keys, byKey);
        Map<String, Map<List<String>, Row>> targets = rows(right, comparison.right(), keys, byKey);
        for (List<String> key : keys) {
            boolean rewrite = byKey.get(key).stream().anyMatch(one -> one.kind() == Finding.Kind.DIFFERENT);
            one(key, holders(sources, key), holders(targets, key), rewrite);
        }
    }

    /** By shard; a row that a difference has seen is found even if an index hides it. */
    private static Map<String, Map<List<String>, Row>> rows(
            List<ShardReader> readers, Side side, List<List<String>> keys, Map<List<String>, List<Difference>> byKey)
            throws SourceException {
        Map<String, Map<List<String>, Row>> rows = new LinkedHashMap<>();
        for (ShardReader reader : readers) {
            Set<List<String>> seen = keys.stream()
                    .filter(key ->
                            byKey.get(key).stream().anyMatch(one -> one.shards().contains(reader.shard())))
                    .collect(Collectors.toSet());
            rows.put(reader.shard(), RowValues.rows(reader, side.table(), keys, seen));
        }
        return rows;
    }

    private static Map<String, Row> holders(Map<String, Map<List<String>, Row>> rows, List<String> key) {
        Map<String, Row> holders = new LinkedHashMap<>();
        rows.forEach((shard, byKey) -> {
            if (byKey.containsKey(key)) {
                holders.put(shard, byKey.get(key));
            }
        });
        return holders;
    }

    private void one(List<String> key, Map<String, Row> sources, Map<String, Row> held, boolean rewrite) {
        if (sources.size() > 1) {
            undecided(key, "lies on the sources %s; what the targets should have is not known", sources.keySet());
        } else if (sources.isEmpty()) {
            held.forEach((shard, row) -> delete(shard, row));
        } else {
            Row wanted = sources.values().iterator().next();
            String home = home(wanted, held);
            if (!home.isEmpty()) {
                bringHome(key, wanted, home, new HashMap<>(held), rewrite);
            } else if (held.isEmpty()) {
                undecided(key, "is missing; which target should have it is not known", Set.of());
            } else {
                undecided(key, "lies on %s; which of them should have it is not known", held.keySet());
            }
        }
    }

    /** Where the row belongs; empty if nobody says so. */
    private String home(Row wanted, Map<String, Row> held) {
        List<String> shards = comparison.right().shards();
        if (shards.size() == 1) {
            return shards.get(0);
        }
        String owned = wanted.point().isPresent() ? owner.of(wanted.point().getAsLong()) : "";
        if (!owned.isEmpty()) {
            return shards.contains(owned) ? owned : "";
        }
        return held.size() == 1 ? held.keySet().iterator().next() : "";
    }

    private void bringHome(List<String> key, Row wanted, String home, Map<String, Row> held, boolean rewrite) {
        Row there = held.remove(home);
        if (there == null) {
            proposal.insert(home, target, writer.insert(wanted.values()));
        } else if (rewrite || !Objects.equals(there.values(), wanted.values())) {
            writer.update(there.values(), wanted.values())
                    .ifPresentOrElse(
                            statement -> proposal.update(home, target, statement),
                            () -> undecided(
                                    key,
                                    "differs in a column that no UPDATE can set, or that is written alike; on %s",
                                    Set.of(home)));
        }
        held.forEach(this::delete);
    }

    private void delete(String shard, Row row) {
        proposal.delete(shard, target, writer.delete(row.values()));
    }

    private void undecided(List<String> key, String what, Set<String> shards) {
        proposal.undecided("%s, key %s %s"
                .formatted(comparison.left().table().spec(), key, what.formatted(String.join(" and ", shards))));
    }

    @Override
    public void close() {
        left.forEach(ShardReader::close);
        right.forEach(ShardReader::close);
    }
}
