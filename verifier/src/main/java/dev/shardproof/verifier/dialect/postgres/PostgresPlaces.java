package dev.shardproof.verifier.dialect.postgres;

import dev.shardproof.verifier.dialect.PlaceQueries;
import dev.shardproof.verifier.table.TableLayout;

/**
 * Places in PostgreSQL: item pointers (ctid) of a heap. A page of a heap has at most {@code MaxHeapTuplesPerPage} of them: what
 * is left of it behind the page's header of 24 bytes, divided by the 28 bytes that a row's header and line pointer take
 * ({@code src/include/access/htup_details.h}).
 *
 * <p>A row version is fetched at its own address only: what a line pointer redirects to (heap-only tuples) counts at the
 * address where it lies, and a version that the snapshot does not see does not count.
 */
final class PostgresPlaces implements PlaceQueries {

    private static final String BLOCK = "pg_catalog.current_setting('block_size')::pg_catalog.int8";
    private static final String PER_PAGE = "((%s - 24) / 28)".formatted(BLOCK);

    @Override
    public String places() {
        return """
                SELECT pg_catalog.pg_relation_size(c.oid) / %s, %s,
                  c.relkind = 'r' AND m.amname = 'heap'
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhparent = c.oid)
                  AND EXISTS (
                    SELECT FROM pg_catalog.pg_index i
                    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                    JOIN pg_catalog.pg_am b ON b.oid = x.relam AND b.amname = 'btree'
                    WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
                      AND (SELECT pg_catalog.array_agg('t.' || pg_catalog.quote_ident(a.attname) ORDER BY a.attname)
                           FROM pg_catalog.pg_attribute a
                           WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1]))
                        = (SELECT pg_catalog.array_agg(k.name ORDER BY a.attname)
                           FROM pg_catalog.unnest(CAST(? AS pg_catalog.text[])) AS k(name)
                           JOIN pg_catalog.pg_attribute a
                             ON a.attrelid = c.oid AND 't.' || pg_catalog.quote_ident(a.attname) = k.name)
                      AND (SELECT pg_catalog.bool_and(%s)
                           FROM pg_catalog.generate_series(0, i.indnkeyatts - 1) AS k(place)
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[k.place]))
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam
                WHERE n.nspname = ? AND c.relname = ?""".formatted(
                        BLOCK, PER_PAGE, PostgresSampling.findsEqual("i.indclass[k.place]", "i.indcollation[k.place]"));
    }

    @Override
    public String size(TableLayout table) {
        // To name the table is what locks it, before anything is evaluated.
        return """
                SELECT pg_catalog.pg_relation_size(c.oid) / %s, %s FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND NOT EXISTS (SELECT FROM %s t WHERE false)""".formatted(BLOCK, PER_PAGE, table.quotedName());
    }

    @Override
    public String rowsAt(TableLayout table, long keySeed) {
        return """
                SELECT %s, x.h%s FROM (
                  SELECT %s AS i, %s AS h%s FROM %s t WHERE t.ctid = ANY (CAST(? AS pg_catalog.tid[])) OFFSET 0
                ) x""".formatted(
                        PostgresSampling.position("x.i"),
                        PostgresSampling.keyNames(table, "x."),
                        PostgresSampling.hash(table, keySeed),
                        PostgresScans.rowHash(table),
                        PostgresSampling.keyTexts(table, "k"),
                        table.quotedName());
    }

    @Override
    public String place(long page, long number) {
        return "(" + page + "," + (number + 1) + ")";
    }
}
