package dev.shardproof.verifier.coverage;

import dev.shardproof.verifier.dialect.postgres.RelationQueries;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** All relations of users that the shards of one side have, by {@code schema.name}. */
final class SideCatalogue {

    private final String label;
    private final List<String> shards;
    private final Map<String, Map<String, Relation>> relations = new TreeMap<>();
    private final Map<String, Set<String>> columns = new TreeMap<>();
    private final Map<String, Set<String>> spellings = new TreeMap<>();

    private SideCatalogue(String label, List<String> shards) {
        this.label = label;
        this.shards = shards;
    }

    /**
     * @param label {@code source} or {@code target}
     * @param withColumns whether anybody will ask for columns
     */
    static SideCatalogue read(String label, SnapshotSet snapshots, boolean withColumns)
            throws SourceException, InterruptedException {
        SideCatalogue side = new SideCatalogue(label, snapshots.shards());
        snapshots
                .onEach(side.shards, reader -> reader.texts("list the tables", RelationQueries.RELATIONS, List.of()))
                .forEach((shard, rows) ->
                        rows.stream().map(Relation::of).forEach(relation -> side.add(shard, relation)));
        if (withColumns) {
            snapshots
                    .onEach(side.shards, reader -> reader.texts("list the columns", RelationQueries.COLUMNS, List.of()))
                    .forEach((shard, rows) -> rows.forEach(row -> side.columns
                            .computeIfAbsent(row.get(0) + "." + row.get(1), any -> new LinkedHashSet<>())
                            .add(row.get(2))));
        }
        return side;
    }

    private void add(String shard, Relation relation) {
        if (relation.comparable()) {
            spellings
                    .computeIfAbsent(relation.full(), any -> new TreeSet<>())
                    .add("table %s of schema %s".formatted(relation.name(), relation.schema()));
        }
        relations.computeIfAbsent(relation.full(), any -> new LinkedHashMap<>()).put(shard, relation);
    }

    /** Names that stand for several tables, since schema and name hold dots, and what these are. */
    Map<String, Set<String>> alike() {
        Map<String, Set<String>> alike = new TreeMap<>(spellings);
        alike.values().removeIf(spelt -> spelt.size() == 1);
        return alike;
    }

    String label() {
        return label;
    }

    /** Tables that at least one shard has. */
    Set<String> tables() {
        return names(Relation::comparable);
    }

    Set<String> names(Predicate<Relation> kind) {
        Set<String> names = new TreeSet<>();
        relations.forEach((name, onShards) -> {
            if (onShards.values().stream().anyMatch(kind)) {
                names.add(name);
            }
        });
        return names;
    }

    boolean hasTable(String name) {
        return onShards(name).values().stream().anyMatch(Relation::comparable);
    }

    /** Its catalogue entries by shard; empty if no shard has a relation of that name. */
    Map<String, Relation> onShards(String name) {
        return relations.getOrDefault(name, Map.of());
    }

    /** The shards that have the table. */
    List<String> with(String name) {
        return shards.stream()
                .filter(shard -> onShards(name).containsKey(shard)
                        && onShards(name).get(shard).comparable())
                .toList();
    }

    /** The shards that do not have the table. */
    List<String> without(String name) {
        List<String> having = with(name);
        return shards.stream().filter(shard -> !having.contains(shard)).toList();
    }

    /** The columns that the table has on any shard. */
    Set<String> columns(String name) {
        return columns.getOrDefault(name, Set.of());
    }
}
