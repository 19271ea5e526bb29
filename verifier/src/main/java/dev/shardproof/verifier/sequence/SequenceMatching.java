package dev.shardproof.verifier.sequence;

import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the sequence of each target that does what a sequence of the sources did: it feeds the same column, or has its name. */
final class SequenceMatching {

    private final SequenceReading sources;
    private final SequenceReading targets;
    private final Map<String, TableMapping> bySource = new LinkedHashMap<>();
    private final Map<String, TableMapping> byTarget = new LinkedHashMap<>();
    private final Set<ShardSequence> matched = new HashSet<>();
    private final Set<String> notCompared = new TreeSet<>();

    SequenceMatching(SequenceReading sources, SequenceReading targets, List<TableMapping> tables) {
        this.sources = sources;
        this.targets = targets;
        for (TableMapping table : tables) {
            bySource.put(table.source().toString(), table);
            byTarget.put(table.target().toString(), table);
        }
    }

    List<SequenceGroup> groups() {
        List<SequenceGroup> groups = new ArrayList<>();
        byName(sources, false).forEach((name, onSources) -> {
            Optional<FedColumn> column = compared(onSources, bySource);
            if (column.isEmpty()
                    && onSources.stream().anyMatch(one -> !one.feeds().isEmpty())) {
                notCompared.add(name);
                onSources.forEach(one -> targets.byShard().values().stream()
                        .map(shard -> shard.get(name))
                        .forEach(matched::add));
            } else {
                groups.add(group(name, onSources, column));
            }
        });
        byName(targets, true).forEach((name, left) -> {
            Optional<FedColumn> column = compared(left, byTarget);
            if (column.isPresent()) {
                Map<String, ShardSequence> onTargets = new LinkedHashMap<>();
                left.forEach(one -> onTargets.put(one.shard(), one));
                TableMapping mapping = byTarget.get(column.get().table());
                groups.add(new SequenceGroup(
                        name, List.of(), onTargets, List.of(), Optional.of(mapping), shared(mapping, onTargets)));
            }
        });
        return groups;
    }

    /** Sequences of tables that are not compared. */
    Set<String> notCompared() {
        return notCompared;
    }

    private Map<String, List<ShardSequence>> byName(SequenceReading side, boolean unmatched) {
        Map<String, List<ShardSequence>> byName = new TreeMap<>();
        side.byShard()
                .values()
                .forEach(shard -> shard.values().stream()
                        .filter(one -> !unmatched || !matched.contains(one))
                        .forEach(one -> byName.computeIfAbsent(one.name(), any -> new ArrayList<>())
                                .add(one)));
        return byName;
    }

    private static Optional<FedColumn> compared(List<ShardSequence> sequences, Map<String, TableMapping> tables) {
        return sequences.stream()
                .flatMap(one -> one.feeds().stream())
                .filter(feed -> tables.containsKey(feed.table()))
                .findFirst();
    }

    private SequenceGroup group(String name, List<ShardSequence> onSources, Optional<FedColumn> column) {
        Optional<TableMapping> mapping = column.map(feed -> bySource.get(feed.table()));
        Map<String, ShardSequence> onTargets = new LinkedHashMap<>();
        List<String> lacking = new ArrayList<>();
        targets.byShard().forEach((shard, there) -> {
            Optional<ShardSequence> same = column.flatMap(feed -> feeding(there, mapping.orElseThrow(), feed))
                    .or(() -> Optional.ofNullable(there.get(name)));
            same.ifPresent(one -> {
                matched.add(one);
                onTargets.put(shard, one);
            });
            if (same.isEmpty() && !targets.unreadable(name, shard)) {
                lacking.add(shard);
            }
        });
        boolean shared = mapping.isPresent() && shared(mapping.get(), onTargets);
        return new SequenceGroup(name, onSources, onTargets, lacking, mapping, shared);
    }

    private static Optional<ShardSequence> feeding(
            Map<String, ShardSequence> there, TableMapping mapping, FedColumn source) {
        String table = mapping.target().toString();
        String column = mapping.renamed().getOrDefault(source.column(), source.column());
        return there.values().stream()
                .filter(one -> one.feeds().stream()
                        .anyMatch(feed ->
                                feed.table().equals(table) && feed.column().equals(column)))
                .findFirst();
    }

    private static boolean shared(TableMapping mapping, Map<String, ShardSequence> onTargets) {
        TableSpec target = mapping.target();
        return !target.isReference()
                && onTargets.values().stream()
                        .flatMap(one -> one.feeds().stream())
                        .filter(feed -> feed.table().equals(target.toString()))
                        .anyMatch(feed ->
                                feed.uniqueOverAllShards(target.shardKey().map(TableSpec.ShardKey::column)));
    }
}
