package dev.shardproof.verifier.coverage;

import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Puts every table of either side where the rules put it. The rules are known to fit. */
final class TableSorting {

    private final TableRules rules;
    private final KeySpace space;
    private final SideCatalogue sources;
    private final SideCatalogue targets;
    private final List<TableMapping> tables = new ArrayList<>();
    private final List<UncoveredTable> uncovered = new ArrayList<>();
    private final Set<String> excluded = new TreeSet<>();

    TableSorting(TableRules rules, KeySpace space, SideCatalogue sources, SideCatalogue targets) {
        this.rules = rules;
        this.space = space;
        this.sources = sources;
        this.targets = targets;
    }

    TableSelection sort() {
        Set<String> taken = new TreeSet<>();
        for (String name : sources.tables()) {
            if (excluded(name)) {
                excluded.add(name);
            } else if (!included(name)) {
                uncovered.add(leftOut(sources, name));
            } else {
                TableMapping mapping = mapping(name);
                tables.add(mapping);
                taken.add(mapping.target().toString());
                lacking(name, mapping.target().toString());
            }
        }
        for (String name : targets.tables()) {
            if (!taken.contains(name)) {
                onlyOnTargets(name);
            }
        }
        if (tables.isEmpty()) {
            throw new InvalidSelectionException(List.of(
                    sources.tables().isEmpty()
                            ? "the sources have no table of a user's: is it the right database?"
                            : "no table is left to compare: the rules leave out all %d tables of the sources"
                                    .formatted(sources.tables().size())));
        }
        int seen = sources.tables().size() + targets.tables().size();
        return new TableSelection(tables, uncovered, excluded, notCompared(), seen);
    }

    private void onlyOnTargets(String name) {
        if (excluded(name)) {
            excluded.add(name);
        } else if (sources.hasTable(name)) {
            uncovered.add(leftOut(targets, name));
        } else {
            uncovered.add(new UncoveredTable(
                    name,
                    "target",
                    targets.with(name),
                    "no source has such a table, so nothing says what it should hold; map it or exclude it"));
        }
    }

    private boolean included(String name) {
        return rules.include().isEmpty()
                || NamePattern.best(rules.include(), name).isPresent();
    }

    private boolean excluded(String name) {
        Optional<NamePattern> out = NamePattern.best(rules.exclude(), name);
        Optional<NamePattern> in = NamePattern.best(rules.include(), name);
        boolean named = in.isPresent() && in.get().exact();
        return out.isPresent() && (out.get().exact() || !named);
    }

    private static UncoveredTable leftOut(SideCatalogue side, String name) {
        return new UncoveredTable(
                name,
                side.label(),
                side.with(name),
                "no rule includes it, so no check looked at it; include it, or exclude it on purpose");
    }

    /** A table that a shard lacks can not be compared there. */
    private void lacking(String source, String target) {
        if (!targets.hasTable(target)) {
            uncovered.add(new UncoveredTable(
                    source,
                    "source",
                    sources.with(source),
                    "no target has a table %s%s; create and fill it, map it to its other name, or exclude it"
                            .formatted(target, instead(target))));
            return;
        }
        for (SideCatalogue side : List.of(sources, targets)) {
            String name = side == sources ? source : target;
            for (String shard : side.without(name)) {
                uncovered.add(new UncoveredTable(
                        name,
                        side.label(),
                        List.of(shard),
                        "%s lacks the table, which %s has; create it there"
                                .formatted(shard, String.join(", ", side.with(name)))));
            }
        }
    }

    private String instead(String target) {
        return targets.onShards(target).entrySet().stream()
                .findFirst()
                .map(entry -> " (on %s it %s)"
                        .formatted(entry.getKey(), entry.getValue().words()))
                .orElse("");
    }

    private TableMapping mapping(String name) {
        Relation relation = sources.onShards(name).values().stream()
                .filter(Relation::comparable)
                .findFirst()
                .orElseThrow();
        TableSpec spec = spec(relation);
        Optional<TableRules.Mapping> mapping = RuleProblems.mappingOf(rules, name);
        String target = mapping.map(TableRules.Mapping::target)
                .filter(t -> !t.isEmpty())
                .orElse(name);
        String full = NamePattern.of(target).full();
        // The catalogue knows where the schema ends and the name begins, if either holds a dot.
        Optional<Relation> there = targets.onShards(full).values().stream()
                .filter(Relation::comparable)
                .findFirst();
        String schema = there.map(Relation::schema).orElseGet(() -> full.substring(0, full.indexOf('.')));
        return new TableMapping(
                spec,
                schema,
                full.substring(schema.length() + 1),
                mapping.map(TableRules.Mapping::columns).orElse(Map.of()),
                mapping.map(TableRules.Mapping::ignored).orElse(Set.of()));
    }

    private TableSpec spec(Relation table) {
        if (NamePattern.best(rules.reference(), table.full()).isPresent()) {
            return TableSpec.reference(table.schema(), table.name());
        }
        return NamePattern.best(rules.shardKeys().keySet(), table.full())
                .map(pattern -> TableSpec.sharded(
                        table.schema(), table.name(), rules.shardKeys().get(pattern.text()), space))
                .orElseGet(() -> TableSpec.sharded(table.schema(), table.name()));
    }

    private Map<String, Set<String>> notCompared() {
        Map<String, Set<String>> others = new LinkedHashMap<>();
        put(others, "foreign tables, not compared", relation -> relation.kind().equals("f"));
        put(
                others,
                "materialized views, not compared",
                relation -> relation.kind().equals("m"));
        put(
                others,
                "tables of extensions, not compared",
                relation -> relation.extension().isPresent() && "rp".contains(relation.kind()));
        put(
                others,
                "unlogged tables, which a crash or a physical copy empties",
                relation -> relation.unlogged() && "rp".contains(relation.kind()));
        return others;
    }

    private void put(Map<String, Set<String>> others, String what, Predicate<Relation> kind) {
        Set<String> names = new TreeSet<>(sources.names(kind));
        names.addAll(targets.names(kind));
        if (!names.isEmpty()) {
            others.put(what, names);
        }
    }
}
