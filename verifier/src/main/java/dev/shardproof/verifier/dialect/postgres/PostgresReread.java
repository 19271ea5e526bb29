package dev.shardproof.verifier.dialect.postgres;

import dev.shardproof.verifier.dialect.RereadQueries;
import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.TableLayout;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads rows by key in PostgreSQL.
 *
 * <p>A row version is known by its place and by the transaction that wrote it: an UPDATE that changes nothing still makes
 * a new one, so that two readings of one version prove that nobody wrote to the row between them.
 */
public final class PostgresReread implements RereadQueries {

    private static final long SEED = 0x6c69_7665L;

    @Override
    public String keyedRows(TableLayout table, int keys) {
        return "SELECT %s, %s, %s FROM %s t WHERE %s"
                .formatted(
                        table.key().stream().map(Column::text).collect(Collectors.joining(", ")),
                        hash("t.tableoid::pg_catalog.text || ' ' || t.ctid::pg_catalog.text || ' ' ||"
                                + " t.xmin::pg_catalog.text"),
                        table.columns().stream()
                                .map(column -> PostgresRowHash.of(table.rowHash(), List.of(column), SEED))
                                .collect(Collectors.joining(", ")),
                        table.quotedName(),
                        // The columns' own values, not their texts: the key's type decides what is equal, as in its
                        // index.
                        table.hasOneOf(keys));
    }

    private static String hash(String text) {
        return "pg_catalog.hashtextextended((%s) COLLATE pg_catalog.\"C\", %d)".formatted(text, SEED);
    }
}
