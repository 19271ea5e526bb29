package dev.shardproof.verifier.coverage;

import dev.shardproof.verifier.plan.TableRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where the user's rules do not fit what is there. */
final class RuleProblems {

    private static final int NAMES_SHOWN = 10;

    private final TableRules rules;
    private final SideCatalogue sources;
    private final SideCatalogue targets;
    private final List<String> problems = new ArrayList<>();

    RuleProblems(TableRules rules, SideCatalogue sources, SideCatalogue targets) {
        this.rules = rules;
        this.sources = sources;
        this.targets = targets;
    }

    static Optional<TableRules.Mapping> mappingOf(TableRules rules, String table) {
        return rules.mappings().entrySet().stream()
                .filter(entry -> NamePattern.of(entry.getKey()).full().equals(table))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    List<String> find() {
        rules.include().forEach(text -> requireTable("include", text));
        rules.reference().forEach(text -> requireTable("reference", text));
        sorted(rules.shardKeys().keySet()).forEach(text -> requireTable("shard key of", text));
        rules.exclude().forEach(this::requireSomething);
        contradictions();
        new TreeMap<>(rules.shardKeys()).forEach(this::requireShardKey);
        new TreeMap<>(rules.mappings()).forEach(this::requireMapping);
        requireOneSourceEach();
        requireTellableNames();
        return problems;
    }

    private static List<String> sorted(Collection<String> texts) {
        return texts.stream().sorted().toList();
    }

    /** @return whether the sources have such a table */
    private boolean requireTable(String rule, String text) {
        NamePattern pattern = NamePattern.of(text);
        if (sources.tables().stream().anyMatch(pattern::matches)) {
            return true;
        }
        if (!pattern.exact()) {
            problems.add("%s %s: no table of the sources matches; there are %s"
                    .formatted(rule, text, shown(sources.tables())));
            return false;
        }
        Optional<Map.Entry<String, Relation>> other =
                sources.onShards(pattern.full()).entrySet().stream().findFirst();
        if (other.isPresent()) {
            problems.add("%s %s: on %s it %s"
                    .formatted(
                            rule,
                            text,
                            other.get().getKey(),
                            other.get().getValue().words()));
        } else {
            String elsewhere =
                    targets.hasTable(pattern.full()) ? " (targets have one; only sources are named here)" : "";
            problems.add("%s %s: no source has a table %s%s; names are taken exactly as written; there are %s"
                    .formatted(rule, text, pattern.full(), elsewhere, shown(sources.tables())));
        }
        return false;
    }

    private void requireSomething(String text) {
        NamePattern pattern = NamePattern.of(text);
        boolean any = List.of(sources, targets).stream()
                .anyMatch(side -> side.names(relation -> true).stream().anyMatch(pattern::matches));
        if (!any) {
            Set<String> all = new LinkedHashSet<>(sources.tables());
            all.addAll(targets.tables());
            problems.add(
                    "exclude %s: nothing on either side has such a name; there are %s".formatted(text, shown(all)));
        }
    }

    private void contradictions() {
        for (String table : sources.tables()) {
            boolean in = exactly(rules.include(), table);
            if (in && exactly(rules.exclude(), table)) {
                problems.add("%s is included and excluded by name; it can be only one".formatted(table));
            }
            if (exactly(rules.reference(), table) && exactly(rules.shardKeys().keySet(), table)) {
                problems.add("%s is a reference table and has a shard key; it can be only one".formatted(table));
            }
        }
    }

    private static boolean exactly(Collection<String> texts, String table) {
        return texts.stream().anyMatch(text -> NamePattern.of(text).full().equals(table));
    }

    private void requireShardKey(String text, String column) {
        for (String table : sources.tables()) {
            boolean decides = NamePattern.best(rules.shardKeys().keySet(), table)
                    .filter(best -> best.text().equals(text))
                    .isPresent();
            boolean placed = NamePattern.best(rules.reference(), table).isEmpty()
                    && NamePattern.best(rules.exclude(), table).isEmpty();
            if (decides && placed && !sources.columns(table).contains(column)) {
                problems.add("shard key of %s: table %s has no column %s; it has %s"
                        .formatted(text, table, column, shown(sources.columns(table))));
            }
        }
    }

    private void requireMapping(String text, TableRules.Mapping mapping) {
        if (!requireTable("mapping of", text)) {
            return;
        }
        NamePattern pattern = NamePattern.of(text);
        if (!pattern.exact()) {
            problems.add("mapping of %s: a mapping is of one table, named exactly".formatted(text));
            return;
        }
        String source = pattern.full();
        String target = mapping.target().isEmpty()
                ? source
                : NamePattern.of(mapping.target()).full();
        if (!mapping.target().isEmpty() && !targets.hasTable(target)) {
            problems.add("mapping of %s: no target has a table %s; there are %s"
                    .formatted(text, target, shown(targets.tables())));
            return;
        }
        Set<String> left = sources.columns(source);
        Set<String> right = targets.columns(target);
        new TreeMap<>(mapping.columns()).forEach((from, to) -> {
            requireColumn(text, "column", from, "sources'", left);
            requireColumn(text, "column " + from + " becomes", to, "targets'", right);
        });
        new TreeMap<>(mapping.columns()).forEach((from, to) -> {
            if (!from.equals(to) && right.contains(from) && !mapping.columns().containsValue(from)) {
                problems.add(
                        ("mapping of %s: column %s becomes %s, but the targets' table has a column %s too, which would be"
                                        + " compared with nothing; drop or rename it there, or map the column of the sources that it"
                                        + " stands for")
                                .formatted(text, from, to, from));
            }
        });
        if (Set.copyOf(mapping.columns().values()).size() < mapping.columns().size()) {
            problems.add("mapping of %s: two columns would get one name on the targets: %s"
                    .formatted(text, new TreeMap<>(mapping.columns())));
        }
        for (String column : sorted(mapping.ignored())) {
            if (!right.contains(column)) {
                requireColumn(text, "ignored column", column, "sources'", left);
            }
        }
    }

    private void requireColumn(String text, String what, String column, String side, Set<String> there) {
        if (!there.contains(column)) {
            problems.add("mapping of %s: %s %s: the %s table has no such column; it has %s"
                    .formatted(text, what, column, side, shown(there)));
        }
    }

    private void requireOneSourceEach() {
        Map<String, String> sourceByTarget = new LinkedHashMap<>();
        for (String source : sources.tables()) {
            String target = mappingOf(rules, source)
                    .map(TableRules.Mapping::target)
                    .filter(name -> !name.isEmpty())
                    .orElse(source);
            String other = sourceByTarget.put(NamePattern.of(target).full(), source);
            boolean both = other != null
                    && NamePattern.best(rules.exclude(), other).isEmpty()
                    && NamePattern.best(rules.exclude(), source).isEmpty();
            if (both) {
                problems.add("%s and %s would both be compared with %s of the targets; map or exclude one of them"
                        .formatted(other, source, target));
            }
        }
    }

    /** Reports and rules write schema and name with a dot between: two tables that are written alike can not be told apart. */
    private void requireTellableNames() {
        for (SideCatalogue side : List.of(sources, targets)) {
            side.alike().forEach((name, spelt) -> {
                if (NamePattern.best(rules.exclude(), name).isEmpty()) {
                    problems.add(
                            "the %ss have tables that are all written %s: %s; only one could be compared. Rename one, or exclude %s"
                                    .formatted(side.label(), name, String.join(" and ", spelt), name));
                }
            });
        }
    }

    private static String shown(Collection<String> names) {
        return shown(names, NAMES_SHOWN);
    }

    static String shown(Collection<String> names, int limit) {
        if (names.isEmpty()) {
            return "none";
        }
        String first = names.stream().limit(limit).collect(Collectors.joining(", "));
        return names.size() <= limit ? first : "%s and %d more".formatted(first, names.size() - limit);
    }
}
