package dev.shardproof.verifier.dialect.postgres;

import dev.shardproof.verifier.dialect.Dialect;
import dev.shardproof.verifier.dialect.PlaceQueries;
import dev.shardproof.verifier.dialect.SampleQueries;
import dev.shardproof.verifier.dialect.ScanQueries;
import dev.shardproof.verifier.dialect.SchemaQueries;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.schema.PostgresSchemaQueries;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.table.CatalogueColumn;
import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.RowHash;

/**
 * PostgreSQL 13 and newer. Servers before 18 lack {@code hashbyteaextended}, those before 14 {@code hash_record_extended} and
 * scans of page ranges ("TID range scan").
 *
 * <p>All settings are made with {@code SET LOCAL}, so that a pooled connection goes back as it came. Stateless and
 * thread-safe.
 */
public final class PostgresDialect implements Dialect {

    private static final int OLDEST = 13_00_00;
    private static final int HAS_RECORD_HASH = 14_00_00;
    private static final int HAS_BYTES_HASH = 18_00_00;
    private static final int HAS_PAGE_RANGES = 14_00_00;

    private static final String READ_ONLY = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;\n";

    /**
     * What output functions and scans depend on. Sequential scans only: an index may be corrupt, or lag behind a changed
     * collation, and would hide rows from the judge. No parallel workers: they hurt a live server's tail
     * latency far more than they help. Row security off turns rows hidden by a policy into an error. The groups of a digest scan
     * fit into that work memory, and are never spilled to disk.
     */
    private static final String PINNED = """
            SET LOCAL search_path = pg_catalog, pg_temp;
            SET LOCAL row_security = off;
            SET LOCAL TimeZone = 'UTC';
            SET LOCAL DateStyle = 'ISO, YMD';
            SET LOCAL IntervalStyle = 'postgres';
            SET LOCAL extra_float_digits = 1;
            SET LOCAL bytea_output = 'hex';
            SET LOCAL xmlbinary = 'base64';
            SET LOCAL lc_monetary = 'C';
            SET LOCAL quote_all_identifiers = off;
            SET LOCAL jit = off;
            SET LOCAL max_parallel_workers_per_gather = 0;
            SET LOCAL work_mem = '32MB';
            SET LOCAL synchronize_seqscans = off;
            SET LOCAL enable_seqscan = on;
            SET LOCAL enable_tidscan = on;
            SET LOCAL enable_hashagg = on;
            SET LOCAL enable_indexscan = off;
            SET LOCAL enable_indexonlyscan = off;
            SET LOCAL enable_bitmapscan = off;
            """;

    private final ScanQueries scans = new PostgresScans();
    private final SampleQueries samples = new PostgresSampling();
    private final PlaceQueries places = new PostgresPlaces();
    private final SchemaQueries schema = new PostgresSchemaQueries();

    @Override
    public String freeze(SessionLimits limits) {
        return READ_ONLY
                + limits(limits)
                + "SELECT pg_catalog.pg_export_snapshot(),"
                + " pg_catalog.current_setting('server_version_num')::pg_catalog.int4";
    }

    @Override
    public String join(String snapshotId, SessionLimits limits) {
        if (!snapshotId.matches("[0-9A-Fa-f-]+")) {
            throw new IllegalArgumentException("no snapshot id: " + snapshotId);
        }
        return READ_ONLY + "SET TRANSACTION SNAPSHOT '" + snapshotId + "';\n" + PINNED + limits(limits);
    }

    private static String limits(SessionLimits limits) {
        return """
                SET LOCAL application_name = 'shardproof-verifier';
                SET LOCAL statement_timeout = %d;
                SET LOCAL lock_timeout = %d;
                SET LOCAL idle_in_transaction_session_timeout = %d;
                """.formatted(
                        limits.statement().toMillis(),
                        limits.lock().toMillis(),
                        limits.idle().toMillis());
    }

    @Override
    public String refusal(int serverVersion) {
        return serverVersion >= OLDEST
                ? ""
                : "PostgreSQL %d is too old: the verifier needs 13 or newer".formatted(serverVersion / 1_00_00);
    }

    @Override
    public String catalogue() {
        // attgenerated 'v' is a virtual generated column (PostgreSQL 18): nothing is stored.
        return """
                WITH RECURSIVE rel AS (
                  SELECT c.oid, c.relkind, pg_catalog.format('%I.%I', n.nspname, c.relname) AS quoted
                  FROM pg_catalog.pg_class c
                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname = ? AND c.relname = ?
                ), base AS (
                  SELECT a.attnum, a.atttypid AS type FROM rel
                  JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
                  UNION ALL
                  SELECT b.attnum, d.typbasetype FROM base b
                  JOIN pg_catalog.pg_type d ON d.oid = b.type AND d.typtype = 'd'
                ), key AS (
                  -- The primary key, or else a unique one that can stand in for it: of NOT NULL columns, over all rows.
                  SELECT i.indkey, i.indnkeyatts FROM rel
                  JOIN pg_catalog.pg_index i ON i.indrelid = rel.oid
                  WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
                    AND (i.indisprimary OR i.indisvalid AND i.indimmediate)
                    AND NOT EXISTS (
                      SELECT FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k(attnum, place)
                      JOIN pg_catalog.pg_attribute c ON c.attrelid = rel.oid AND c.attnum = k.attnum
                      WHERE k.place <= i.indnkeyatts AND NOT c.attnotnull)
                  ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1
                )
                SELECT rel.relkind::pg_catalog.text, rel.quoted, a.attname, pg_catalog.quote_ident(a.attname),
                  pg_catalog.format_type(a.atttypid, a.atttypmod), pg_catalog.format_type(a.atttypid, -1), t.typname, t.oid < 16384,
                  CASE WHEN t.typcategory = 'A' AND e.oid < 16384 THEN e.typname::pg_catalog.text ELSE '' END,
                  a.attnotnull AND NOT EXISTS (
                    -- One that was added NOT VALID (PostgreSQL 18) does not keep NULLs away. (With OFFSET 0 the planner looks
                    -- for those of this table, and does not collect those of all.)
                    SELECT FROM pg_catalog.pg_constraint n
                    WHERE n.conrelid = rel.oid AND n.contype = 'n' AND NOT n.convalidated AND n.conkey[1] = a.attnum OFFSET 0
                  ) AND (rel.relkind = 'p' OR NOT EXISTS (
                    -- What only inherits from it may hold NULLs all the same.
                    SELECT FROM pg_catalog.pg_inherits h WHERE h.inhparent = rel.oid OFFSET 0)),
                  (SELECT k.place FROM key i,
                     LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k(attnum, place)
                   WHERE k.attnum = a.attnum AND k.place <= i.indnkeyatts),
                  -- The search path would not find that of an extension's type, or one for texts instead.
                  CASE WHEN t.oid < 16384 THEN '=' ELSE COALESCE((
                    SELECT CASE s.nspname WHEN 'pg_catalog' THEN o.oprname::pg_catalog.text
                      ELSE pg_catalog.format('OPERATOR(%I.%s)', s.nspname, o.oprname) END
                    FROM pg_catalog.pg_opclass x
                    JOIN pg_catalog.pg_am m ON m.oid = x.opcmethod AND m.amname = 'btree'
                    JOIN pg_catalog.pg_amop p ON p.amopfamily = x.opcfamily AND p.amopstrategy = 3
                      AND p.amoplefttype = x.opcintype AND p.amoprighttype = x.opcintype
                    JOIN pg_catalog.pg_operator o ON o.oid = p.amopopr
                    JOIN pg_catalog.pg_namespace s ON s.oid = o.oprnamespace
                    WHERE x.opcintype = t.oid AND x.opcdefault), '=') END
                FROM rel
                LEFT JOIN pg_catalog.pg_attribute a
                  ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> 'v'
                LEFT JOIN base b ON b.attnum = a.attnum
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_type d WHERE d.oid = b.type AND d.typtype = 'd')
                LEFT JOIN pg_catalog.pg_type t ON t.oid = b.type
                LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem
                ORDER BY a.attnum""";
    }

    @Override
    public Column describe(String name, CatalogueColumn column, ImageForm form, boolean nullable, int keyPosition) {
        return new Column(
                name,
                column.bareType(),
                nullable,
                PostgresTypes.value(column),
                // Keys meet by their texts.
                keyPosition > 0 ? PostgresTypes.keyText(column, form) : PostgresTypes.text(column),
                PostgresTypes.image(column, form),
                PostgresTypes.imageKind(column, form),
                keyPosition,
                PostgresTypes.integer(column),
                column.equality());
    }

    @Override
    public boolean comparable(CatalogueColumn one, CatalogueColumn other) {
        return one.storedLike(other) || PostgresTypes.imagedAlike(one, other);
    }

    @Override
    public RowHash rowHash(int serverVersion) {
        if (serverVersion >= HAS_BYTES_HASH) {
            return RowHash.COLUMNS;
        }
        return serverVersion >= HAS_RECORD_HASH ? RowHash.RECORD : RowHash.TEXT;
    }

    @Override
    public boolean readsPageRanges(int serverVersion) {
        return serverVersion >= HAS_PAGE_RANGES;
    }

    @Override
    public String point(CatalogueColumn column, KeySpace space) {
        return PostgresTypes.point(column, space);
    }

    @Override
    public ScanQueries scans() {
        return scans;
    }

    @Override
    public SampleQueries samples() {
        return samples;
    }

    @Override
    public PlaceQueries places() {
        return places;
    }

    @Override
    public SchemaQueries schema() {
        return schema;
    }
}
