package dev.shardproof.verifier.coverage;

import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableMapping;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the user's rules mean on these servers: the tables to compare, and all others by name.
 *
 * <p>An exact name weighs more than a pattern: {@code include: [orders], exclude: ["*"]} compares one table. A table of the
 * sources that no target has stays among {@link #tables()}, so that every check says that it could not be read.
 *
 * @param tables the tables to compare, by name
 * @param uncovered tables of either side that are in no mapping and were not excluded, and tables that a shard lacks
 * @param excluded tables of either side that the user left out
 * @param notCompared other things that hold rows and are not compared, by what they are
 * @param seen how many tables the two sides have, each side's counted
 */
public record TableSelection(
        List<TableMapping> tables,
        List<UncoveredTable> uncovered,
        Set<String> excluded,
        Map<String, Set<String>> notCompared,
        int seen) {

    public TableSelection {
        tables = List.copyOf(tables);
        uncovered = List.copyOf(uncovered);
        excluded = Collections.unmodifiableSet(new TreeSet<>(excluded));
        notCompared = Collections.unmodifiableMap(new LinkedHashMap<>(notCompared));
    }

    /**
     * Reads the catalogues and applies the rules.
     *
     * @param space how shard keys become points, where the rules name any
     * @throws InvalidSelectionException if the rules do not fit what is there; it lists every problem
     */
    public static TableSelection of(TableRules rules, KeySpace space, SnapshotSet sources, SnapshotSet targets)
            throws SourceException, InterruptedException {
        boolean columns = !rules.mappings().isEmpty() || !rules.shardKeys().isEmpty();
        SideCatalogue left = SideCatalogue.read("source", sources, columns);
        SideCatalogue right = SideCatalogue.read("target", targets, columns);
        List<String> problems = new RuleProblems(rules, left, right).find();
        if (!problems.isEmpty()) {
            throw new InvalidSelectionException(problems);
        }
        return new TableSorting(rules, space, left, right).sort();
    }
}
