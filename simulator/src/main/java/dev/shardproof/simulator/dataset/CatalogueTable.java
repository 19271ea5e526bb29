package dev.shardproof.simulator.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One table as the server's catalogue has it, before anybody says what role it plays. */
final class CatalogueTable {

    /** A column with what only the choice of a shard key needs to know. */
    record Attribute(Column column, String baseTypeName, boolean nullable, boolean deterministic) {}

    final String schema;
    final String table;
    final boolean unlogged;
    final boolean inherits;
    final List<Attribute> attributes = new ArrayList<>();
    final List<String> primaryKey = new ArrayList<>();
    /** The object ids of the tables that foreign keys of this one refer to. */
    final Set<Long> parents = new TreeSet<>();

    CatalogueTable(String schema, String table, boolean unlogged, boolean inherits) {
        this.schema = schema;
        this.table = table;
        this.unlogged = unlogged;
        this.inherits = inherits;
    }

    String displayName() {
        return schema + "." + table;
    }

    /** Whether a user may mean this table by the name. */
    boolean isCalled(String name) {
        return name.equals(table) || name.equals(displayName());
    }

    Optional<Attribute> attribute(String name) {
        return attributes.stream()
                .filter(attribute -> attribute.column().name().equals(name))
                .findFirst();
    }

    List<String> columnNames() {
        return attributes.stream().map(attribute -> attribute.column().name()).toList();
    }

    TableLayout layout(Optional<ShardKey> shardKey) {
        return new TableLayout(
                schema, table, attributes.stream().map(Attribute::column).toList(), primaryKey, shardKey);
    }
}
