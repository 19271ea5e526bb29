package dev.shardproof.verifier.source;

import dev.shardproof.verifier.source.TableSpec.ShardKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the rows of {@link Dialect#catalogue()} into a layout, or says what is wrong with the table. */
final class CatalogueReader {

    private final Dialect dialect;
    private final String shard;
    private final TableSpec table;
    private final List<CatalogueColumn> columns = new ArrayList<>();
    private String kind = "";
    private String quotedName = "";

    CatalogueReader(Dialect dialect, String shard, TableSpec table) {
        this.dialect = dialect;
        this.shard = shard;
        this.table = table;
    }

    void accept(ResultSet row) throws SQLException {
        kind = row.getString(1);
        quotedName = row.getString(2);
        if (row.getString(3) != null) {
            columns.add(new CatalogueColumn(
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getBoolean(7),
                    row.getString(8),
                    row.getBoolean(9),
                    row.getInt(10)));
        }
    }

    TableLayout layout() throws SourceException {
        if (kind.isEmpty()) {
            throw refused("is not there (or this role may not see it); names are taken exactly as written");
        }
        if (!kind.equals("r") && !kind.equals("p")) {
            throw refused(
                    "is no table (relation kind %s); only tables and partitioned tables are compared".formatted(kind));
        }
        if (columns.isEmpty()) {
            throw refused("has no columns");
        }
        List<Column> described = columns.stream().map(dialect::describe).toList();
        return new TableLayout(table, quotedName, described, point());
    }

    private Optional<String> point() throws SourceException {
        if (table.shardKey().isEmpty()) {
            return Optional.empty();
        }
        ShardKey key = table.shardKey().get();
        for (CatalogueColumn column : columns) {
            if (column.name().equals(key.column())) {
                try {
                    return Optional.of(dialect.point(column, key.space()));
                } catch (IllegalArgumentException e) {
                    throw refused(e.getMessage());
                }
            }
        }
        throw refused("has no column %s to be sharded by; it has %s"
                .formatted(
                        key.column(),
                        columns.stream().map(CatalogueColumn::name).toList()));
    }

    private SourceException refused(String why) {
        return new SourceException("shard %s: table %s %s".formatted(shard, table, why));
    }
}
