package dev.shardproof.verifier.source;

import dev.shardproof.verifier.dialect.Dialect;
import dev.shardproof.verifier.source.scan.Leaf;
import dev.shardproof.verifier.table.CatalogueColumn;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableShape;
import dev.shardproof.verifier.table.TableSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a shard's catalogue says of a table. One object turns the rows of {@link Dialect#catalogue()} into a shape, or says
 * what is wrong with the table.
 *
 * <p>The catalogue is read by its indexes, unlike tables: each table is asked for by itself, and a database may have
 * thousands. A server whose catalogue indexes are corrupt could not open the table either.
 */
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
                    row.getInt(11),
                    row.getString(12)));
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

    /** All tables that hold rows of this one; if one of them can not be read by itself, they count as one. */
    static List<Leaf> leaves(ShardSession session, TableLayout table) throws SourceException {
        List<Leaf> leaves = new ArrayList<>();
        boolean[] apart = {true};
        // The layout's names are those of the source; what the column is called here stands behind the alias.
        String firstKey =
                table.key().isEmpty() ? "" : table.key().get(0).value().substring("t.".length());
        List<String> names = List.of(table.spec().schema(), table.spec().name(), firstKey);
        FrozenSnapshot snapshot = session.snapshot();
        session.withIndexes(() -> session.read(
                "look up the size of " + table.spec(),
                snapshot.dialect().scans().parts(),
                names,
                row -> {
                    boolean paged = row.getBoolean(4) && snapshot.readsPageRanges();
                    leaves.add(new Leaf(
                            row.getString(1),
                            true,
                            row.getLong(2),
                            row.getLong(3),
                            paged,
                            row.getBoolean(6),
                            row.getString(1) + " " + row.getString(7)));
                    apart[0] &= row.getBoolean(5);
                }));
        if (apart[0]) {
            return leaves;
        }
        long pages = leaves.stream().mapToLong(Leaf::pages).sum();
        long rows = leaves.stream().mapToLong(leaf -> Math.max(0, leaf.rows())).sum();
        return List.of(new Leaf(
                table.quotedName(),
                false,
                pages,
                rows,
                false,
                leaves.stream().allMatch(Leaf::indexed),
                leaves.stream().map(Leaf::file).collect(Collectors.joining(", "))));
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
