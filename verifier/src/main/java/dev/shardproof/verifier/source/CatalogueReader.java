package dev.shardproof.verifier.source;

import dev.shardproof.verifier.dialect.Dialect;
import dev.shardproof.verifier.table.CatalogueColumn;
import dev.shardproof.verifier.table.TableShape;
import dev.shardproof.verifier.table.TableSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Turns the rows of {@link Dialect#catalogue()} into a shape, or says what is wrong with the table. */
final class CatalogueReader {

    private final String shard;
    private final TableSpec table;
    private final List<CatalogueColumn> columns = new ArrayList<>();
    private String kind = "";
    private String quotedName = "";

    CatalogueReader(String shard, TableSpec table) {
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
                    row.getString(7),
                    row.getBoolean(8),
                    row.getString(9),
                    row.getBoolean(10),
                    row.getInt(11)));
        }
    }

    TableShape shape() throws SourceException {
        if (kind.isEmpty()) {
            throw refused("is not there (or this role may not see it); names are taken exactly as written");
        }
        if (!kind.equals("r") && !kind.equals("p")) {
            throw refused("is no table but %s; only tables and partitioned tables are compared".formatted(kindName()));
        }
        if (columns.isEmpty()) {
            throw refused("has no columns");
        }
        return new TableShape(quotedName, columns);
    }

    private String kindName() {
        return switch (kind) {
            case "v" -> "a view";
            case "m" -> "a materialized view";
            case "f" -> "a foreign table";
            case "S" -> "a sequence";
            case "i", "I" -> "an index";
            default -> "a relation of kind " + kind;
        };
    }

    private SourceException refused(String why) {
        return new SourceException("shard %s: table %s %s".formatted(shard, table, why));
    }
}
