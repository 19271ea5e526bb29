package dev.shardproof.verifier.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of difference, planted into the target t1: the check goes red and names it. */
class PlantedDifferenceIT {

    private static CatalogueServer server;

    enum Difference {
        COLUMN_LOST("ALTER TABLE shop.orders DROP COLUMN room", "column room", "t1 lacks the column room"),
        COLUMN_ADDED(
                "ALTER TABLE shop.orders ADD COLUMN extra text", "column extra", "t1 has the column extra, s0 lacks"),
        TYPE(
                "ALTER TABLE shop.orders ALTER COLUMN room TYPE smallint",
                "column room",
                "type of column room: s0 has integer, t1 has smallint"),
        TYPMOD_OF_NUMERIC(
                "DROP TRIGGER touch ON shop.orders; DROP MATERIALIZED VIEW shop.totals; "
                        + "ALTER TABLE shop.orders DROP COLUMN total, DROP CONSTRAINT orders_price_check; "
                        + "ALTER TABLE shop.orders ALTER COLUMN price TYPE numeric(12, 4)",
                "column price",
                "s0 has numeric(12,2), t1 has numeric(12,4)"),
        TYPMOD_OF_TIMESTAMP(
                "ALTER TABLE shop.orders ALTER COLUMN at TYPE timestamptz(0)",
                "column at",
                "s0 has timestamp(3) with time zone, t1 has timestamp(0) with time zone"),
        LENGTH(
                "ALTER TABLE shop.customers ALTER COLUMN name TYPE varchar(20) COLLATE \"C\"",
                "column name",
                "s0 has character varying(40), t1 has character varying(20)"),
        COLLATION(
                "ALTER TABLE shop.customers ALTER COLUMN name TYPE varchar(40) COLLATE \"POSIX\"",
                "column name",
                "collation of column name: s0 has pg_catalog.\"C\", t1 has pg_catalog.\"POSIX\""),
        NOT_NULL_LOST(
                "ALTER TABLE shop.orders ALTER COLUMN at DROP NOT NULL",
                "column at",
                "nullability of column at: s0 has NOT NULL, t1 has NULL"),
        NOT_NULL_NOT_VALIDATED(
                "ALTER TABLE shop.orders ALTER COLUMN at DROP NOT NULL; "
                        + "ALTER TABLE shop.orders ADD CONSTRAINT at_there NOT NULL at NOT VALID",
                "column at",
                "s0 has NOT NULL, t1 has NOT NULL NOT VALID"),
        DEFAULT_LOST(
                "ALTER TABLE shop.orders ALTER COLUMN at DROP DEFAULT",
                "column at",
                "default of column at: s0 has now(), t1 has none"),
        DEFAULT_CHANGED(
                "ALTER TABLE shop.orders ALTER COLUMN note SET DEFAULT 'other'",
                "column note",
                "s0 has 'it''s'::text, t1 has 'other'::text"),
        SERIAL_WITHOUT_ITS_SEQUENCE(
                "ALTER TABLE shop.orders ALTER COLUMN id SET DEFAULT nextval('shop.ticket')",
                "column id",
                "t1 has nextval('shop.ticket'::regclass)"),
        IDENTITY_KIND(
                "ALTER TABLE shop.customers ALTER COLUMN id SET GENERATED ALWAYS",
                "column id",
                "identity of column id: s0 has BY DEFAULT, t1 has ALWAYS"),
        IDENTITY_LOST(
                "ALTER TABLE shop.customers ALTER COLUMN id DROP IDENTITY",
                "column id",
                "identity of column id: s0 has BY DEFAULT, t1 has none"),
        GENERATION_LOST(
                "ALTER TABLE shop.orders ALTER COLUMN total DROP EXPRESSION",
                "column total",
                "generation of column total: s0 has (price * 1.2) STORED, t1 has none"),
        GENERATION_CHANGED(
                "ALTER TABLE shop.orders ALTER COLUMN total SET EXPRESSION AS (price * 1.3)",
                "column total",
                "s0 has (price * 1.2) STORED, t1 has (price * 1.3) STORED"),
        INDEX_LOST(
                "DROP INDEX shop.orders_at",
                "index on (at desc, customer_id) include (note)",
                "t1 lacks the index on (at desc, customer_id) include (note) (orders_at on s0)"),
        INDEX_ADDED(
                "CREATE INDEX more ON shop.orders (price)",
                "index on (price)",
                "t1 has the index on (price) (more on t1), s0 lacks it"),
        INDEX_ORDER(
                "DROP INDEX shop.orders_at; CREATE INDEX orders_at ON shop.orders (at, customer_id) INCLUDE (note)",
                "index orders_at",
                "s0 has on (at desc, customer_id) include (note), t1 has on (at, customer_id) include (note)"),
        INDEX_NOT_UNIQUE(
                "DROP INDEX shop.orders_ticket; CREATE INDEX orders_ticket ON shop.orders (ticket)",
                "index orders_ticket",
                "s0 has on (ticket) unique, t1 has on (ticket)"),
        INDEX_PREDICATE(
                "DROP INDEX shop.orders_open; CREATE INDEX orders_open ON shop.orders (lower(note)) WHERE status = 'paid'",
                "index orders_open",
                "t1 has on (lower(note)) where (status = 'paid'::shop.mood)"),
        INDEX_EXPRESSION(
                "DROP INDEX shop.orders_open; "
                        + "CREATE INDEX orders_open ON shop.orders (upper(note)) WHERE status = 'new' AND \"Odd name\" <> 'x'",
                "index orders_open",
                "t1 has on (upper(note))"),
        INDEX_OPERATOR_CLASS(
                "DROP INDEX shop.orders_note; CREATE INDEX orders_note ON shop.orders (note COLLATE \"C\")",
                "index orders_note",
                "s0 has on (note collate pg_catalog.\"C\" pg_catalog.text_pattern_ops), t1 has on (note collate"),
        INDEX_METHOD(
                "DROP INDEX shop.orders_ticket; CREATE INDEX orders_ticket ON shop.orders USING hash (ticket)",
                "index orders_ticket",
                "t1 has on (ticket) using hash"),
        INDEX_NULLS(
                "DROP INDEX shop.orders_ticket; CREATE UNIQUE INDEX orders_ticket ON shop.orders (ticket) NULLS NOT DISTINCT",
                "index orders_ticket",
                "t1 has on (ticket) unique nulls not distinct"),
        INDEX_INVALID(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'shop.orders_at'::regclass",
                "index on (at desc, customer_id) include (note)",
                "s0 has valid, t1 has INVALID"),
        INDEX_NOT_READY(
                "UPDATE pg_index SET indisready = false WHERE indexrelid = 'shop.orders_ticket'::regclass",
                "index on (ticket) unique",
                "s0 has valid, t1 has INVALID"),
        PRIMARY_KEY_LOST(
                "ALTER TABLE shop.orders DROP CONSTRAINT orders_pkey",
                "constraint primary key on (customer_id, id)",
                "t1 lacks the constraint primary key on (customer_id, id)"),
        UNIQUE_LOST(
                "ALTER TABLE shop.customers DROP CONSTRAINT customers_email_key",
                "constraint unique on (email)",
                "t1 lacks the constraint unique on (email)"),
        EXCLUSION_LOST(
                "ALTER TABLE shop.orders DROP CONSTRAINT orders_room",
                "constraint exclude on (room with =, during with &&) using gist",
                "t1 lacks the constraint exclude"),
        UNIQUE_BECAME_DEFERRABLE(
                "ALTER TABLE shop.customers DROP CONSTRAINT customers_email_key, "
                        + "ADD CONSTRAINT customers_email_key UNIQUE (email) DEFERRABLE",
                "constraint unique on (email)",
                "deferrability of constraint unique on (email): s0 has none, t1 has deferrable"),
        CHECK_LOST(
                "ALTER TABLE shop.orders DROP CONSTRAINT orders_price_check",
                "constraint check ((price > ('-100'::integer)::numeric) AND (order IS DISTINCT FROM 7))",
                "t1 lacks the constraint check"),
        CHECK_CHANGED(
                "ALTER TABLE shop.orders DROP CONSTRAINT orders_price_check, "
                        + "ADD CONSTRAINT orders_price_check CHECK (price > -200)",
                "constraint orders_price_check",
                "t1 has check (price > ('-200'::integer)::numeric)"),
        CHECK_NOT_VALID(
                "ALTER TABLE shop.orders DROP CONSTRAINT orders_price_check, "
                        + "ADD CONSTRAINT orders_price_check CHECK (price > -100 AND \"order\" IS DISTINCT FROM 7) NOT VALID",
                "constraint check",
                "s0 has validated, t1 has NOT VALID"),
        CHECK_NOT_ENFORCED(
                "ALTER TABLE shop.orders DROP CONSTRAINT orders_price_check, "
                        + "ADD CONSTRAINT orders_price_check CHECK (price > -100 AND \"order\" IS DISTINCT FROM 7) NOT ENFORCED",
                "constraint check",
                "s0 has validated, t1 has NOT ENFORCED"),
        FOREIGN_KEY_LOST(
                "ALTER TABLE shop.orders DROP CONSTRAINT orders_customer",
                "constraint foreign key (customer_id) references shop.customers (id) on delete cascade",
                "t1 lacks"),
        FOREIGN_KEY_ACTION(
                "ALTER TABLE shop.orders DROP CONSTRAINT orders_customer, "
                        + "ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES shop.customers DEFERRABLE",
                "constraint orders_customer",
                "t1 has foreign key (customer_id) references shop.customers (id)"),
        FOREIGN_KEY_NOT_VALID(
                "ALTER TABLE shop.orders DROP CONSTRAINT orders_customer, ADD CONSTRAINT orders_customer "
                        + "FOREIGN KEY (customer_id) REFERENCES shop.customers ON DELETE CASCADE DEFERRABLE NOT VALID",
                "constraint foreign key",
                "s0 has validated, t1 has NOT VALID"),
        FOREIGN_KEY_DEFERRABILITY(
                "ALTER TABLE shop.orders ALTER CONSTRAINT orders_customer INITIALLY DEFERRED",
                "constraint foreign key",
                "s0 has deferrable, t1 has initially deferred"),
        FOREIGN_KEY_SWITCHED_OFF(
                "ALTER TABLE shop.orders DISABLE TRIGGER ALL",
                "constraint foreign key",
                "enforcement of constraint foreign key (customer_id)"),
        TRIGGER_LOST(
                "DROP TRIGGER audit ON shop.orders",
                "trigger after insert for each statement",
                "t1 lacks the trigger after insert for each statement"),
        TRIGGER_CHANGED(
                "DROP TRIGGER audit ON shop.orders; "
                        + "CREATE TRIGGER audit AFTER INSERT ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch()",
                "trigger audit",
                "t1 has after insert for each row calls shop.touch()"),
        TRIGGER_CONDITION(
                "DROP TRIGGER touch ON shop.orders; CREATE TRIGGER touch BEFORE UPDATE OF note, price ON shop.orders "
                        + "FOR EACH ROW WHEN (old.price > new.price) EXECUTE FUNCTION shop.touch('x')",
                "trigger touch",
                "when ((old.note IS DISTINCT FROM new.note)) calls"),
        TRIGGER_DISABLED(
                "ALTER TABLE shop.orders DISABLE TRIGGER audit",
                "trigger after insert",
                "s0 has enabled, t1 has disabled"),
        TRIGGER_ON_REPLICAS(
                "ALTER TABLE shop.orders ENABLE REPLICA TRIGGER audit",
                "trigger after insert",
                "s0 has enabled, t1 has enabled on replicas only"),
        TRIGGER_ALWAYS(
                "ALTER TABLE shop.orders ENABLE ALWAYS TRIGGER touch",
                "trigger before update of note, price",
                "s0 has enabled, t1 has enabled always"),
        GRANT_LOST(
                "REVOKE INSERT ON shop.orders FROM app",
                "grant of INSERT to app",
                "t1 lacks the grant of INSERT to app"),
        GRANT_ADDED(
                "GRANT SELECT ON shop.orders TO PUBLIC",
                "grant of SELECT to PUBLIC",
                "t1 has the grant of SELECT to PUBLIC"),
        GRANT_OPTION(
                "GRANT SELECT ON shop.orders TO app WITH GRANT OPTION",
                "grant of SELECT to app",
                "s0 has no, t1 has yes"),
        GRANT_ON_COLUMN_LOST(
                "REVOKE UPDATE (note) ON shop.orders FROM app",
                "grant of UPDATE (note) to app",
                "t1 lacks the grant of UPDATE (note) to app"),
        GRANT_OF_THE_OWNER_LOST(
                "REVOKE DELETE ON shop.orders FROM postgres",
                "grant of DELETE to the owner",
                "t1 lacks the grant of DELETE to the owner"),
        GRANT_ON_SCHEMA_LOST(
                "REVOKE USAGE ON SCHEMA shop FROM app",
                "grant of USAGE on schema shop to app",
                "t1 lacks the grant of USAGE on schema shop to app"),
        GRANT_ON_SEQUENCE_LOST(
                "REVOKE USAGE ON SEQUENCE shop.ticket FROM app",
                "sequence shop.ticket",
                "s0 has USAGE to app, t1 has none"),
        OWNER("ALTER TABLE shop.orders OWNER TO boss", "the table", "owner of the table: s0 has postgres, t1 has boss"),
        ROW_SECURITY_OFF(
                "ALTER TABLE shop.orders DISABLE ROW LEVEL SECURITY",
                "the table",
                "row-level security of the table: s0 has enabled, t1 has disabled"),
        ROW_SECURITY_FORCED(
                "ALTER TABLE shop.orders FORCE ROW LEVEL SECURITY", "the table", "s0 has not forced, t1 has forced"),
        POLICY_LOST(
                "DROP POLICY own ON shop.orders",
                "policy permissive for select to app",
                "t1 lacks the policy permissive"),
        POLICY_CHANGED(
                "ALTER POLICY own ON shop.orders USING (true)",
                "policy own",
                "t1 has permissive for select to app using true"),
        POLICY_ROLES(
                "ALTER POLICY own ON shop.orders TO app, clerk",
                "policy own",
                "t1 has permissive for select to app, clerk"),
        PARTITION_LOST(
                "DROP TABLE shop.events_2025",
                "partition FOR VALUES FROM ('2025-01-01')",
                "t1 lacks the partition FOR VALUES"),
        PARTITION_BOUND(
                "ALTER TABLE shop.events DETACH PARTITION shop.events_2025; "
                        + "ALTER TABLE shop.events ATTACH PARTITION shop.events_2025 FOR VALUES FROM ('2025-01-01') TO ('2025-07-01')",
                "partition shop.events_2025",
                "t1 has FOR VALUES FROM ('2025-01-01') TO ('2025-07-01')"),
        PARTITION_OF_PARTITION_LOST(
                "DROP TABLE shop.events_2026_eu", "FOR VALUES IN ('eu', 'uk')", "t1 lacks the partition"),
        PARTITION_STRATEGY(
                "DROP TABLE shop.events; CREATE TABLE shop.events (id bigint, at date NOT NULL, region text) "
                        + "PARTITION BY HASH (at)",
                "the table",
                "partition key of the table: s0 has RANGE (at), t1 has HASH (at)"),
        NO_LONGER_PARTITIONED(
                "DROP TABLE shop.events; CREATE TABLE shop.events (id bigint, at date NOT NULL, region text)",
                "the table",
                "kind of the table: s0 has partitioned table, t1 has table"),
        REPLICA_IDENTITY(
                "ALTER TABLE shop.orders REPLICA IDENTITY DEFAULT",
                "the table",
                "replica identity of the table: s0 has full, t1 has default"),
        UNLOGGED(
                "ALTER TABLE shop.orders SET UNLOGGED",
                "the table",
                "persistence of the table: s0 has logged, t1 has unlogged"),
        NO_STATISTICS(
                "DELETE FROM pg_statistic WHERE starelid = 'shop.orders'::regclass",
                "the table",
                "t1 has rows but no planner statistics of the table, s0 has them: run ANALYZE"),
        EXTENSION_LOST(
                "DROP EXTENSION btree_gist CASCADE", "extension btree_gist", "t1 lacks the extension btree_gist"),
        EXTENSION_VERSION(
                "UPDATE pg_extension SET extversion = '0.1' WHERE extname = 'citext'",
                "extension citext",
                "t1 has 0.1"),
        ENUM_ORDER(
                "ALTER TYPE shop.mood ADD VALUE 'lost' BEFORE 'paid'",
                "enum shop.mood",
                "labels of enum shop.mood: s0 has 'new', 'paid', 'sent', t1 has 'new', 'lost', 'paid', 'sent'"),
        DOMAIN_CONSTRAINT(
                "ALTER DOMAIN shop.cents DROP CONSTRAINT not_negative",
                "domain shop.cents",
                "constraints of domain shop.cents: s0 has check (VALUE >= 0), t1 has none"),
        DOMAIN_NOT_VALID(
                "ALTER DOMAIN shop.cents DROP CONSTRAINT not_negative; "
                        + "ALTER DOMAIN shop.cents ADD CONSTRAINT not_negative CHECK (VALUE >= 0) NOT VALID",
                "domain shop.cents",
                "t1 has check (VALUE >= 0) NOT VALID"),
        DOMAIN_NOT_NULL("ALTER DOMAIN shop.cents SET NOT NULL", "domain shop.cents", "s0 has NULL, t1 has NOT NULL"),
        COMPOSITE_TYPE(
                "ALTER TYPE shop.address ADD ATTRIBUTE town text",
                "composite type shop.address",
                "t1 has street text, zip character varying(10), town text"),
        SEQUENCE_INCREMENT(
                "ALTER SEQUENCE shop.ticket INCREMENT 5",
                "sequence shop.ticket",
                "increment of sequence shop.ticket: s0 has 10, t1 has 5"),
        SEQUENCE_MAXIMUM(
                "ALTER SEQUENCE shop.orders_id_seq MAXVALUE 1000",
                "sequence of column id",
                "maximum of sequence of column id: s0 has 9223372036854775807, t1 has 1000"),
        SEQUENCE_CYCLES(
                "ALTER SEQUENCE shop.orders_id_seq CYCLE", "sequence of column id", "s0 has no cycle, t1 has cycle"),
        FUNCTION_BODY(
                "CREATE OR REPLACE FUNCTION shop.vat(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT $1 / 4 $$",
                "function shop.vat(bigint)",
                "body of function shop.vat(bigint): s0 has sha256"),
        FUNCTION_LOST(
                "DROP FUNCTION shop.vat(bigint)",
                "function shop.vat(bigint)",
                "t1 lacks the function shop.vat(bigint)"),
        VIEW_LOST("DROP VIEW shop.open_orders", "view shop.open_orders", "t1 lacks the view shop.open_orders"),
        VIEW_CHANGED(
                "CREATE OR REPLACE VIEW shop.open_orders AS SELECT id, note FROM shop.orders",
                "view shop.open_orders",
                "definition of view shop.open_orders: s0 has sha256"),
        MATERIALIZED_VIEW_EMPTY(
                "REFRESH MATERIALIZED VIEW shop.totals WITH NO DATA",
                "materialized view shop.totals",
                "s0 has populated, t1 has not populated"),
        TABLE_LOST("DROP TABLE shop.events", "the table", "t1 lacks the table shop.events");

        private final String sql;
        private final String object;
        private final String detail;

        Difference(String sql, String object, String detail) {
            this.sql = sql;
            this.object = object;
            this.detail = detail;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server = CatalogueServer.of(CatalogueServer.NEWEST);
        server.create("s0", "rich");
    }

    @ParameterizedTest
    @EnumSource(Difference.class)
    void plantedDifferenceIsNamed(Difference planted) throws Exception {
        server.create("t1", "rich");
        server.execute("t1", planted.sql);

        CheckResult result =
                CatalogueServer.check(List.of(server.shard("s0")), List.of(server.shard("t1")), RichSchema.TABLES);

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.DEFINITION);
            assertThat(finding.shard()).isEqualTo("s0 → t1");
            assertThat(finding.key()).contains(planted.object);
            assertThat(finding.detail()).contains(planted.detail);
        });
    }
}
