package dev.shardproof.verifier.foreignkey;

import dev.shardproof.verifier.foreignkey.ForeignKey.TableName;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says a foreign key in the names of the other side. Tables that are not compared keep theirs. */
final class TableNames {

    private final Map<TableName, TableMapping> bySource = new LinkedHashMap<>();
    private final Map<TableName, TableMapping> byTarget = new LinkedHashMap<>();

    TableNames(List<TableMapping> tables) {
        for (TableMapping table : tables) {
            bySource.put(name(table.source()), table);
            byTarget.put(name(table.target()), table);
        }
    }

    private static TableName name(TableSpec table) {
        return new TableName(table.schema(), table.name());
    }

    boolean comparedOnSources(TableName table) {
        return bySource.containsKey(table);
    }

    boolean comparedOnTargets(TableName table) {
        return byTarget.containsKey(table);
    }

    ForeignKey toTargets(ForeignKey key) {
        return new ForeignKey(
                key.name(),
                toTargets(key.child()),
                columnsToTargets(key.child(), key.columns()),
                toTargets(key.parent()),
                columnsToTargets(key.parent(), key.referenced()),
                key.comparisons(),
                key.full(),
                key.enforced(),
                key.temporal());
    }

    private TableName toTargets(TableName table) {
        return bySource.containsKey(table) ? name(bySource.get(table).target()) : table;
    }

    private List<String> columnsToTargets(TableName table, List<String> columns) {
        Map<String, String> renamed =
                bySource.containsKey(table) ? bySource.get(table).renamed() : Map.of();
        return columns.stream().map(one -> renamed.getOrDefault(one, one)).toList();
    }

    ForeignKey toSources(ForeignKey key) {
        return new ForeignKey(
                key.name(),
                toSources(key.child()),
                columnsToSources(key.child(), key.columns()),
                toSources(key.parent()),
                columnsToSources(key.parent(), key.referenced()),
                key.comparisons(),
                key.full(),
                key.enforced(),
                key.temporal());
    }

    TableName toSources(TableName table) {
        return byTarget.containsKey(table) ? name(byTarget.get(table).source()) : table;
    }

    List<String> columnsToSources(TableName table, List<String> columns) {
        Map<String, String> logical = new LinkedHashMap<>();
        if (byTarget.containsKey(table)) {
            byTarget.get(table).renamed().forEach((source, target) -> logical.put(target, source));
        }
        return columns.stream().map(one -> logical.getOrDefault(one, one)).toList();
    }
}
