package dev.shardproof.verifier.matrix;

import static dev.shardproof.verifier.plan.CheckName.COVERAGE;
import static dev.shardproof.verifier.plan.CheckName.FOREIGN_KEYS;
import static dev.shardproof.verifier.plan.CheckName.LARGE_OBJECTS;
import static dev.shardproof.verifier.plan.CheckName.PLACEMENT;
import static dev.shardproof.verifier.plan.CheckName.SCHEMA;
import static dev.shardproof.verifier.plan.CheckName.SEQUENCE;

import dev.shardproof.verifier.plan.CheckName;
import java.util.EnumSet;
import java.util.Set;

/**
 * The forty kinds of damage that a resharding can do, each with the statements that plant it, the checks that must see
 * it, and why the others do not. What is not in {@link #sees()} is blind to it, and is tested to be.
 */
enum Corruption {
    MISSING_ROW(
            1,
            "orders",
            "a row is missing",
            Sight.ROWS,
            "a row that others refer to is seen by foreignKeys too",
            Change.target("DELETE FROM orders WHERE ctid = (SELECT ctid FROM orders LIMIT 1)")),
    DUPLICATE_ON_TWO_SHARDS(
            2,
            "devices",
            "a row lies on two shards",
            Sight.and(Sight.ROWS, PLACEMENT),
            "rowCount by the sum over the shards; with one target the other shard is one that takes no part",
            RowDamage::duplicate),
    MISSING_AND_DUPLICATE(
            3,
            "devices",
            "a row is missing and another one lies on two shards",
            Sight.and(Sight.CONTENTS, PLACEMENT),
            "the counts are equal; placement only because the second copy lies where it does not belong",
            RowDamage::missingAndDuplicate),
    SAME_ROW_TWICE(
            4,
            "events",
            "a row without a key is there two times more",
            Sight.ROWS,
            "an XOR of row hashes would not see it; sums do",
            Change.target(
                    "INSERT INTO events SELECT e.* FROM (SELECT * FROM events LIMIT 1) e, generate_series(1, 2)")),
    WRONG_SHARD(
            5,
            "devices",
            "a row lies on the wrong shard",
            Sight.PLACEMENT,
            "all rows are there: only who owns the key tells",
            RowDamage::wrongShard),
    NOT_CLEANED_UP(
            6,
            "devices",
            "rows and a table of an earlier move were left behind",
            Sight.and(Sight.ROWS, PLACEMENT, COVERAGE),
            "the rows by the checks on rows, the table by coverage",
            RowDamage::notCleanedUp),
    STALE_ROW(
            7,
            "orders",
            "a row is stale, an update was lost",
            Sight.CONTENTS,
            "counts are equal",
            Change.oneRow("orders", "status = 'new', amount = amount - 1", "order_no = 1")),
    RESURRECTED_ROW(
            8,
            "tickets",
            "a row is back that was deleted",
            Sight.ROWS,
            "the sample draws its keys from both sides",
            stage -> stage.source(0, "DELETE FROM tickets WHERE ctid = (SELECT ctid FROM tickets LIMIT 1)")),
    PARTIAL_ROW(
            9,
            "documents",
            "a large (toasted) value became NULL",
            Sight.CONTENTS,
            "",
            Change.oneRow("documents", "body = NULL", "length(body) > 8000")),
    SWAPPED_VALUES(
            10,
            "tickets",
            "two rows swapped their values",
            Sight.CONTENTS,
            "sums of each column, or of a linear row hash, would be equal",
            RowDamage::swap),
    TRUNCATED_TEXT(
            11,
            "documents",
            "a text was cut",
            Sight.CONTENTS,
            "schema only where the column's length was cut too",
            Change.oneRow("documents", "body = left(body, 4000)", "length(body) > 8000")),
    MANGLED_ENCODING(
            12,
            "customers",
            "characters were decoded wrongly, or took another Unicode form",
            Sight.CONTENTS,
            "",
            Change.target("""
                    UPDATE customers SET name = CASE WHEN id % 2 = 0 THEN normalize(name, NFD)
                      ELSE convert_from(convert_to(name, 'UTF8'), 'LATIN1') END""")),
    NULL_BECAME_EMPTY(
            13,
            "customers",
            "NULL became an empty text",
            Sight.CONTENTS,
            "",
            Change.oneCustomer("nickname = ''", "nickname IS NULL")),
    NULL_CHANGED_COLUMN(
            14,
            "customers",
            "a NULL and its neighbour changed places",
            Sight.CONTENTS,
            "",
            Change.oneCustomer("nickname = remark, remark = nickname", "nickname <> '' AND remark IS NULL")),
    SEPARATOR_SHIFT(
            15,
            "documents",
            "characters moved over the border of two columns",
            Sight.CONTENTS,
            "a row is hashed as a record, not as joined texts",
            Change.oneRow("documents", "author = 'a', editor = 'b|c'", "true")),
    TRAILING_SPACE(
            16,
            "customers",
            "a trailing space came or went",
            Sight.CONTENTS,
            "",
            Change.oneCustomer("name = name || ' '", "true")),
    TIME_ZONE_SHIFT(
            17,
            "customers",
            "a time was shifted by a zone",
            Sight.CONTENTS,
            "",
            Change.target("UPDATE customers SET seen = seen + interval '1 hour'")),
    TIMESTAMP_PRECISION(
            18,
            "customers",
            "a timestamp lost its fractions of a second",
            Sight.and(Sight.CONTENTS, SCHEMA),
            "schema because the column was declared with fewer digits",
            Change.target("ALTER TABLE customers ALTER at TYPE timestamp(0)")),
    NUMERIC_SCALE(
            19,
            "customers",
            "a number has another scale: 1.5 became 1.500",
            Sight.and(Sight.CONTENTS, SCHEMA),
            "the checksums unless the plan says compare: equality; schema because the column was declared so",
            Change.target("ALTER TABLE customers ALTER score TYPE numeric(14,3)")),
    FLOAT_THROUGH_FLOAT4(
            20,
            "customers",
            "a double went through a single-precision float",
            Sight.and(Sight.CONTENTS, SCHEMA),
            "columns of unlike types are compared as text; schema because the column was declared so",
            Change.target("ALTER TABLE customers ALTER ratio TYPE real")),
    NEGATIVE_ZERO(
            21,
            "customers",
            "zero became negative zero",
            Sight.CONTENTS,
            "unless the plan says compare: equality",
            Change.oneCustomer("ratio = '-0'", "ratio = 0")),
    JSON_BECAME_JSONB(
            22,
            "customers",
            "json became jsonb: order and repeated keys are gone",
            Sight.and(Sight.CONTENTS, SCHEMA),
            "columns of unlike types are compared as text",
            Change.target("ALTER TABLE customers ALTER doc TYPE jsonb")),
    NARROW_INTEGER(
            23,
            "invoices",
            "an identifier was narrowed to int4 and is near its end",
            EnumSet.of(SCHEMA, SEQUENCE),
            "the checksums are blind while every value still fits: int4 and int8 images are equal",
            Change.target("""
                    ALTER TABLE invoices ALTER id TYPE integer; ALTER SEQUENCE invoices_id_seq AS integer;
                    SELECT setval('invoices_id_seq', 2147483600)""")),
    SEQUENCE_BEHIND(
            24,
            "tickets",
            "a sequence is behind the identifiers in use",
            Sight.SEQUENCE,
            "rows are as they should be, until the next insert",
            Change.target("SELECT setval('tickets_id_seq', %d)".formatted(MatrixData.STRIDE))),
    SAME_NUMBERS_TWICE(
            25,
            "tickets",
            "two shards will hand out the same identifiers",
            Sight.SEQUENCE,
            "placement sees it once a key is owned twice; can not happen with one target",
            stage -> stage.target(1, MatrixData.number("tickets_id_seq", Role.TARGET, 0, 0))) {
        @Override
        boolean possible(MatrixTopology topology) {
            return topology.targets() > 1;
        }
    },
    MISSING_INDEX(
            26,
            "events",
            "an index is missing, another one invalid",
            Sight.SCHEMA,
            "the latency check of a scenario sees what it costs",
            Change.target("""
                    DROP INDEX customers_name;
                    UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'events_at'::regclass""")),
    CORRUPT_INDEX(
            27,
            "devices",
            "an index lacks a row that its table has",
            Sight.NONE,
            "on purpose: every scan is sequential, so that a bad index can not hide a row from the verifier."
                    + " Run PostgreSQL's own amcheck: bt_index_check(index, heapallindexed => true)",
            SchemaDamage::corruptIndex),
    NOT_VALID_CONSTRAINT(
            28,
            "orders",
            "a foreign key is NOT VALID, and what a row refers to is missing",
            Sight.and(Sight.ROWS, SCHEMA, FOREIGN_KEYS),
            "the missing row by the checks on rows; an orphan that the sources have too is no finding of foreignKeys",
            SchemaDamage::notValid),
    OTHER_DEFAULT(
            29,
            "orders",
            "a default and an identity differ",
            Sight.SCHEMA,
            "the checksums see rows that were written with the wrong default",
            Change.target("""
                    ALTER TABLE orders ALTER status SET DEFAULT 'open';
                    ALTER TABLE tickets ALTER id SET GENERATED ALWAYS""")),
    LOST_GRANTS(
            30,
            "devices",
            "a grant, row security, a policy and the owner were lost",
            Sight.SCHEMA,
            "rows that a policy hides from the verifier itself are an error, never a pass (row_security = off)",
            Change.target("""
                    REVOKE ALL ON devices FROM matrix_app; ALTER TABLE devices DISABLE ROW LEVEL SECURITY;
                    DROP POLICY own_devices ON devices; ALTER TABLE orders OWNER TO matrix_owner""")),
    TRIGGER_FIRED_TWICE(
            31,
            "audit",
            "a trigger fires for replicated rows too",
            Sight.and(Sight.ROWS, SCHEMA),
            "the rows that it wrote by the checks on rows, its state by schema",
            Change.target("""
                    ALTER TABLE orders ENABLE ALWAYS TRIGGER orders_audit;
                    INSERT INTO audit SELECT customer_id, 'INSERT' FROM orders""")),
    LARGE_OBJECT_MISSING(
            32,
            "documents",
            "a large object is missing",
            EnumSet.of(LARGE_OBJECTS),
            "the row that refers to it is equal on both sides",
            Change.target("SELECT lo_unlink(photo) FROM documents WHERE photo IS NOT NULL LIMIT 1")),
    UNLOGGED_TABLE_EMPTY(
            33,
            "sessions",
            "an unlogged table is empty",
            Sight.ROWS,
            "schema is blind because the table is unlogged on both sides",
            stage -> stage.targets("TRUNCATE sessions")),
    TRUNCATE_LOST(34, "events", "a TRUNCATE did not arrive", Sight.ROWS, "", stage -> stage.sources("TRUNCATE events")),
    PARTITION_BOUND(
            35,
            "readings",
            "a partition is missing, its rows lie in the default one",
            Sight.SCHEMA,
            "the rows of a partitioned table are compared as one; placement judges shards, not partitions",
            Change.target("""
                    ALTER TABLE readings DETACH PARTITION readings_2026_02;
                    INSERT INTO readings SELECT * FROM readings_2026_02;
                    DROP TABLE readings_2026_02""")),
    REFERENCE_COPY(
            36,
            "countries",
            "one shard's copy of a reference table differs",
            Sight.CONTENTS,
            "each copy is compared with the first; rowCount only where a row came or went",
            Change.target("UPDATE countries SET rate = 1.2 WHERE code = 'fr'")),
    NEVER_COPIED(
            37,
            "devices",
            "a table was never copied",
            Sight.ROWS,
            "where the targets lack the table itself, coverage and schema fail and the checks on rows are inconclusive",
            stage -> stage.targets("TRUNCATE devices")),
    PARTIAL_COMMIT(
            38,
            "ledger",
            "half of a transaction over two shards is missing, and was copied so",
            Sight.NONE,
            "both sides are equal; the checks on a rehearsal's history see it, and the owner's own invariants",
            RowDamage::partialCommit),
    OTHER_COLLATION(
            39,
            "customers",
            "the database has another collation",
            Sight.SCHEMA,
            "another encoding changes the stored bytes, which the checksums see",
            stage -> stage.recreateFirstTarget("TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")),
    STALE_VIEW(
            40,
            "orders",
            "a materialized view is stale, the planner's statistics are missing",
            Sight.SCHEMA,
            "schema by the missing statistics; what a view holds is derived, so refresh it after a move",
            SchemaDamage::staleView);

    private final int number;
    private final String table;
    private final String title;
    private final Set<CheckName> sees;
    private final String note;
    private final Change damage;

    Corruption(int number, String table, String title, Set<CheckName> sees, String note, Change damage) {
        this.number = number;
        this.table = table;
        this.title = title;
        this.sees = sees;
        this.note = note;
        this.damage = damage;
    }

    int number() {
        return number;
    }

    /** The table that it is about. */
    String table() {
        return table;
    }

    String title() {
        return title;
    }

    /** The checks that must fail, and no other may. */
    Set<CheckName> sees() {
        return Set.copyOf(sees);
    }

    /** Why some do not see it, or see it only sometimes; empty if there is nothing to say. */
    String note() {
        return note;
    }

    Change damage() {
        return damage;
    }

    /** Whether it can happen there. */
    boolean possible(MatrixTopology topology) {
        return true;
    }
}
