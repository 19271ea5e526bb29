package dev.shardproof.simulator.dataset;

import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.ShardingStrategy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Joins the tables that a server has with what the user says about them. Every table must have exactly one role, and
 * every role a table, or the rehearsal would leave rows behind without a word.
 *
 * <p>Ordinary and partitioned tables count; views, foreign tables, tables of extensions, the system's and those of the
 * schema {@code shardproof} do not.
 */
public final class SchemaReader {

    private final TableRoles roles;
    private final ShardingStrategy strategy;
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private SchemaReader(TableRoles roles, ShardingStrategy strategy) {
        this.roles = roles;
        this.strategy = strategy;
    }

    /**
     * The tables of a database with their roles.
     *
     * @param tables a table stands after those that its foreign keys refer to
     * @param warnings what the user should know
     */
    public record Schema(List<TableLayout> tables, List<String> warnings) {
        public Schema {
            tables = List.copyOf(tables);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Reads the schema.
     *
     * @throws DatasetException with everything that is wrong, one line each
     * @throws SQLException if the catalogue can not be read
     */
    public static Schema read(Connection connection, TableRoles roles, ShardingStrategy strategy) throws SQLException {
        return new SchemaReader(roles, strategy).join(Catalogue.parentsFirst(Catalogue.tables(connection)));
    }

    Schema join(List<CatalogueTable> tables) {
        Map<CatalogueTable, String> keyColumns = new LinkedHashMap<>();
        roles.shardKeys().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> find(tables, entry.getKey(), "shardKey").ifPresent(table -> {
                    if (keyColumns.put(table, entry.getValue()) != null) {
                        problems.add("shardKey names the table %s twice".formatted(table.displayName()));
                    }
                }));
        List<CatalogueTable> references = roles.references().stream()
                .flatMap(name -> find(tables, name, "reference").stream())
                .toList();
        List<TableLayout> layouts = new ArrayList<>();
        for (CatalogueTable table : tables) {
            layoutOf(table, Optional.ofNullable(keyColumns.get(table)), references.contains(table))
                    .ifPresent(layouts::add);
        }
        if (problems.isEmpty() && layouts.stream().noneMatch(TableLayout::isSharded)) {
            problems.add("no table is sharded: name at least one under shardKey");
        }
        if (!problems.isEmpty()) {
            throw new DatasetException(String.join("\n", problems));
        }
        return new Schema(layouts, warnings);
    }

    private Optional<TableLayout> layoutOf(CatalogueTable table, Optional<String> keyColumn, boolean reference) {
        String name = table.displayName();
        if (keyColumn.isPresent() && reference) {
            problems.add("table %s stands under shardKey and under reference: it can only be one".formatted(name));
            return Optional.empty();
        }
        if (keyColumn.isEmpty() && !reference) {
            problems.add(
                    ("table %s has neither a shard key nor a reference entry: add it under shardKey with one of its"
                                    + " columns (%s), or under reference if every shard has all of it")
                            .formatted(name, String.join(", ", table.columnNames())));
            return Optional.empty();
        }
        if (table.inherits) {
            problems.add("table %s inherits from another table: that is not supported, use partitions".formatted(name));
            return Optional.empty();
        }
        if (reference) {
            return Optional.of(table.layout(Optional.empty()));
        }
        if (table.unlogged) {
            problems.add("table %s is unlogged, which logical replication does not carry: ALTER TABLE … SET LOGGED"
                    .formatted(name));
            return Optional.empty();
        }
        return shardKey(table, keyColumn.get()).map(key -> table.layout(Optional.of(key)));
    }

    private Optional<ShardKey> shardKey(CatalogueTable table, String columnName) {
        String name = table.displayName();
        Optional<CatalogueTable.Attribute> found = table.attribute(columnName);
        if (found.isEmpty()) {
            problems.add("shardKey: table %s has no column '%s', only %s"
                    .formatted(name, columnName, String.join(", ", table.columnNames())));
            return Optional.empty();
        }
        CatalogueTable.Attribute attribute = found.get();
        Optional<KeyType> type = KeyType.ofTypeName(attribute.baseTypeName());
        if (type.isEmpty() || strategy == ShardingStrategy.PLAIN && type.get() != KeyType.INTEGER) {
            problems.add("shard key %s.%s is of the type %s; the strategy '%s' allows %s"
                    .formatted(name, columnName, attribute.column().typeName(), strategy.label(), allowedTypes()));
            return Optional.empty();
        }
        if (attribute.column().generated()) {
            problems.add("shard key %s.%s is a generated column: choose a stored one".formatted(name, columnName));
            return Optional.empty();
        }
        if (!attribute.deterministic()) {
            problems.add(("shard key %s.%s has a non-deterministic collation: equal keys would have different hashes;"
                            + " give the column a deterministic one")
                    .formatted(name, columnName));
            return Optional.empty();
        }
        if (attribute.nullable()) {
            warnings.add("shard key %s.%s can be NULL, but no shard owns a row without a key: make it NOT NULL"
                    .formatted(name, columnName));
        }
        return Optional.of(new ShardKey(columnName, type.get()));
    }

    private String allowedTypes() {
        String integers = "smallint, integer, bigint";
        return strategy == ShardingStrategy.PLAIN ? integers : integers + ", text, varchar, uuid";
    }

    private Optional<CatalogueTable> find(List<CatalogueTable> tables, String name, String where) {
        List<CatalogueTable> called =
                tables.stream().filter(table -> table.isCalled(name)).toList();
        if (called.size() == 1) {
            return Optional.of(called.get(0));
        }
        List<CatalogueTable> candidates = called.isEmpty() ? tables : called;
        String names = candidates.stream().map(CatalogueTable::displayName).collect(Collectors.joining(", "));
        problems.add(
                called.isEmpty()
                        ? "%s: there is no table '%s', only %s"
                                .formatted(where, name, names.isEmpty() ? "an empty database" : names)
                        : "%s: '%s' may mean %s: write the schema too".formatted(where, name, names));
        return Optional.empty();
    }
}
