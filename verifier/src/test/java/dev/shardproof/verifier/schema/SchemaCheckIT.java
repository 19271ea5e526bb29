package dev.shardproof.verifier.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stays green, what can not be judged, and what is seen beyond one source and one target. */
class SchemaCheckIT {

    private static CatalogueServer server;

    /** Differences that are none. */
    enum Benign {
        NOTHING("SELECT 1"),
        ORDER_OF_COLUMNS("ALTER TABLE shop.events ADD COLUMN copy bigint; ALTER TABLE shop.events DROP COLUMN id; "
                + "ALTER TABLE shop.events RENAME COLUMN copy TO id"),
        DROPPED_COLUMN("ALTER TABLE shop.orders ADD COLUMN gone text; ALTER TABLE shop.orders DROP COLUMN gone"),
        INDEX_NAMES("ALTER INDEX shop.orders_at RENAME TO another; ALTER INDEX shop.orders_ticket RENAME TO more"),
        CONSTRAINT_NAMES("ALTER TABLE shop.orders RENAME CONSTRAINT orders_price_check TO fair; "
                + "ALTER TABLE shop.orders RENAME CONSTRAINT orders_pkey TO pk; "
                + "ALTER TABLE shop.orders RENAME CONSTRAINT orders_customer TO fk"),
        NAMES_EXCHANGED("ALTER INDEX shop.orders_at RENAME TO x; ALTER INDEX shop.orders_ticket RENAME TO orders_at; "
                + "ALTER INDEX shop.x RENAME TO orders_ticket"),
        TRIGGER_NAME("ALTER TRIGGER touch ON shop.orders RENAME TO touched"),
        POLICY_NAME("ALTER POLICY own ON shop.orders RENAME TO others"),
        PARTITION_NAME("ALTER TABLE shop.events_2025 RENAME TO last_year"),
        NAME_OF_A_SERIAL_SEQUENCE("ALTER SEQUENCE shop.orders_id_seq RENAME TO numbers"),
        OTHER_OIDS(
                "DROP INDEX shop.orders_at; CREATE INDEX orders_at ON shop.orders (at DESC, customer_id) INCLUDE (note); "
                        + "DROP TRIGGER audit ON shop.orders; CREATE TRIGGER audit AFTER INSERT ON shop.orders "
                        + "REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION shop.touch()"),
        SEQUENCE_POSITION("SELECT setval('shop.ticket', 500), setval('shop.orders_id_seq', 7000)"),
        SEQUENCE_START_AND_CACHE("ALTER SEQUENCE shop.ticket START 301 CACHE 50"),
        COMMENTS("COMMENT ON TABLE shop.orders IS 'x'; COMMENT ON COLUMN shop.orders.note IS 'y'"),
        FILLFACTOR("ALTER TABLE shop.orders SET (fillfactor = 70); ALTER INDEX shop.orders_at SET (fillfactor = 50)"),
        STORAGE("ALTER TABLE shop.orders ALTER COLUMN note SET STORAGE EXTERNAL, ALTER COLUMN note SET STATISTICS 500"),
        OTHER_GRANTOR("SET ROLE postgres; GRANT SELECT ON shop.orders TO app; RESET ROLE"),
        GRANTS_SPELT_OUT("GRANT ALL ON shop.events TO postgres"),
        ANOTHER_SCHEMA("CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.orders (id int)"),
        EMPTY_AND_NOT_ANALYSED(
                "TRUNCATE shop.orders; DELETE FROM pg_statistic WHERE starelid = 'shop.orders'::regclass"),
        CLUSTERED("ALTER TABLE shop.orders CLUSTER ON orders_at");

        private final String sql;

        Benign(String sql) {
            this.sql = sql;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server = CatalogueServer.of(CatalogueServer.NEWEST);
        server.create("s0", "rich");
    }

    private static CheckResult check(List<TableMapping> tables) throws Exception {
        return CatalogueServer.check(List.of(server.shard("s0")), List.of(server.shard("t1")), tables);
    }

    private static void assertGreen(CheckResult result) {
        assertThat(result.findings()).isEmpty();
        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.PASS);
        assertThat(result.examined()).isGreaterThan(60);
    }

    @ParameterizedTest
    @EnumSource(Benign.class)
    void benignDifferenceStaysGreen(Benign benign) throws Exception {
        server.create("t1", "rich");
        server.execute("t1", benign.sql);
        assertGreen(check(RichSchema.TABLES));
    }

    @Test
    void namesThatDifferAreFacts() throws Exception {
        server.create("t1", "rich");
        server.execute("t1", "ALTER INDEX shop.orders_ticket RENAME TO more");
        CheckResult result = check(RichSchema.TABLES);
        assertThat(result.facts().get("names that differ"))
                .isEqualTo("shop.orders: index on (ticket) unique is called orders_ticket on s0, more on t1");
        assertThat(result.facts()).containsEntry("objects of kind index", "5");
    }

    private static final List<TableMapping> RENAMED = List.of(
            new TableMapping(TableSpec.sharded("shop", "customers"), "store", "clients", Map.of(), Set.of()),
            new TableMapping(
                    TableSpec.sharded("shop", "orders"),
                    "store",
                    "Purchases",
                    Map.of("note", "remark", "customer_id", "client", "price", "order", "order", "price"),
                    Set.of("legacy", "room")),
            new TableMapping(TableSpec.sharded("shop", "events"), "store", "events", Map.of("at", "Day"), Set.of()));

    /** Two columns even change names; room is ignored and away, legacy is ignored and new. */
    private static final String RENAME = """
            DROP VIEW shop.open_orders;
            ALTER SCHEMA shop RENAME TO store;
            ALTER TABLE store.customers RENAME TO clients;
            ALTER TABLE store.orders RENAME TO "Purchases";
            ALTER TABLE store."Purchases" RENAME COLUMN note TO remark;
            ALTER TABLE store."Purchases" RENAME COLUMN customer_id TO client;
            ALTER TABLE store."Purchases" RENAME COLUMN price TO x;
            ALTER TABLE store."Purchases" RENAME COLUMN "order" TO price;
            ALTER TABLE store."Purchases" RENAME COLUMN x TO "order";
            ALTER TABLE store."Purchases" DROP COLUMN room;
            ALTER TABLE store."Purchases" ADD COLUMN legacy text DEFAULT 'x' CHECK (legacy <> '');
            CREATE INDEX legacy ON store."Purchases" (lower(legacy));
            ALTER TABLE store.events RENAME COLUMN at TO "Day";
            CREATE VIEW store.open_orders AS SELECT id, remark AS note FROM store."Purchases" WHERE status = 'new'""";

    @Test
    void renamedSchemaTablesAndColumnsStayGreen() throws Exception {
        server.create("t1", "rich");
        server.execute("t1", RENAME);

        CheckResult result = check(RENAMED);

        assertGreen(result);
        assertThat(result.facts().get("left out, it speaks of ignored columns"))
                .contains(
                        "shop.orders: column legacy", "index on (lower(legacy))", "constraint exclude on (room with =");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE store.\"Purchases\" ALTER COLUMN remark SET DEFAULT 'z'",
                "ALTER TABLE store.\"Purchases\" ALTER COLUMN price TYPE bigint",
                "DROP INDEX store.orders_at",
                "ALTER POLICY own ON store.\"Purchases\" USING (\"order\" > 0)",
                "ALTER TYPE store.mood ADD VALUE 'lost'",
                "ALTER TABLE store.\"Purchases\" DISABLE TRIGGER touch",
                "ALTER TABLE store.\"Purchases\" DROP CONSTRAINT orders_price_check, "
                        + "ADD CONSTRAINT orders_price_check CHECK (price > -100)"
            })
    void differenceUnderOtherNamesIsSeen(String damage) throws Exception {
        server.create("t1", "rich");
        server.execute("t1", RENAME + ";" + damage);
        CheckResult result = check(RENAMED);
        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).allSatisfy(finding -> {
            assertThat(finding.detail()).doesNotContain("Purchases", "store.", "remark", "client ");
        });
    }

    @Test
    void everyOtherSourceAndEveryTargetIsHeldAgainstTheFirstSource() throws Exception {
        server.create("s1", "rich");
        server.create("t1", "rich");
        server.create("t2", "rich");
        server.execute("s1", "DROP INDEX shop.orders_at");
        server.execute("t2", "ALTER TABLE shop.orders OWNER TO boss");

        CheckResult result = CatalogueServer.check(
                List.of(server.shard("s0"), server.shard("s1")),
                List.of(server.shard("t1"), server.shard("t2")),
                RichSchema.TABLES);

        assertThat(result.findings()).extracting(Finding::shard).containsExactly("s0 → s1", "s0 → t2");
    }

    @Test
    void oneNameOnBothSidesIsToldApart() throws Exception {
        server.create("t1", "rich");
        server.execute("t1", "DROP FUNCTION shop.vat(bigint)");
        CheckResult result = CatalogueServer.check(
                List.of(server.shard("s0")),
                List.of(new ShardDatabase("s0", server.database("t1"))),
                RichSchema.TABLES);
        assertThat(result.findings())
                .extracting(Finding::detail)
                .containsExactly("target s0 lacks the function shop.vat(bigint)");
    }

    @Test
    void tableThatCanNotBeReadIsSetAside() throws Exception {
        server.create("t1", "rich");
        server.execute("t1", "ALTER TABLE shop.customers OWNER TO boss");
        List<TableMapping> tables = List.of(
                RichSchema.TABLES.get(0),
                TableMapping.same(TableSpec.sharded("shop", "nowhere")),
                RichSchema.TABLES.get(2));

        CheckResult both = check(tables);
        assertThat(both.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(both.findings()).extracting(Finding::table).containsOnly("shop.customers");
        assertThat(both.facts().get("shop.nowhere, not judged")).contains("table shop.nowhere is not there");

        CheckResult one = check(tables.subList(1, 3));
        assertThat(one.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(one.examined()).isPositive();
    }

    @Test
    void roleThatMayOnlyReadSeesWhatTheOwnerSees() throws Exception {
        server.create("t1", "rich");
        server.execute("postgres", """
                DROP ROLE IF EXISTS reader, stranger;
                CREATE ROLE reader LOGIN BYPASSRLS IN ROLE pg_read_all_data;
                CREATE ROLE stranger LOGIN""");
        server.execute("t1", "DELETE FROM pg_statistic WHERE starelid = 'shop.orders'::regclass");

        CheckResult reader = checkAs("reader");
        assertThat(reader.findings())
                .extracting(Finding::detail)
                .containsExactly("t1 has rows but no planner statistics of the table, s0 has them: run ANALYZE");
        assertThat(reader.examined()).isEqualTo(check(RichSchema.TABLES).examined());

        CheckResult stranger = checkAs("stranger");
        assertThat(stranger.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(stranger.facts().get("shop.orders, not judged")).contains("permission denied");
    }

    private static CheckResult checkAs(String role) throws Exception {
        return CatalogueServer.check(
                List.of(new ShardDatabase("s0", server.database("s0", role))),
                List.of(new ShardDatabase("t1", server.database("t1", role))),
                RichSchema.TABLES);
    }

    @Test
    void viewInPlaceOfATableIsSetAside() throws Exception {
        server.create("t1", "rich");
        CheckResult result = check(List.of(TableMapping.same(TableSpec.sharded("shop", "open_orders"))));
        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.summary()).contains("shop.open_orders is no table");
    }

    @Test
    void nothingToCompareIsNoPass() throws Exception {
        server.create("t1", "rich");
        assertThat(check(List.of()).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void localeAndEncodingOfTheDatabaseAreSeen() throws Exception {
        server.execute("postgres", "DROP DATABASE IF EXISTS t1");
        server.execute(
                "postgres",
                "CREATE DATABASE t1 TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' "
                        + "LOCALE_PROVIDER icu ICU_LOCALE 'de'");
        server.execute("t1", RichSchema.DEFINITION);
        assertThat(check(RichSchema.TABLES).findings())
                .extracting(Finding::key, Finding::detail)
                .contains(
                        tuple("the database", "encoding of the database: s0 has UTF8, t1 has LATIN1"),
                        tuple("the database", "locale provider of the database: s0 has libc, t1 has icu"));
    }

    @Test
    void collationThatChangedUnderATargetIsSeen() throws Exception {
        String icu = "CREATE DATABASE %s TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'";
        for (String database : List.of("i0", "i1")) {
            server.execute("postgres", "DROP DATABASE IF EXISTS " + database);
            server.execute("postgres", icu.formatted(database));
            server.execute(database, "CREATE TABLE words (word text PRIMARY KEY)");
        }
        List<TableMapping> words = List.of(TableMapping.same(TableSpec.sharded("public", "words")));
        List<ShardDatabase> i0 = List.of(server.shard("i0"));
        List<ShardDatabase> i1 = List.of(server.shard("i1"));
        assertThat(CatalogueServer.check(i0, i1, words).verdict()).isEqualTo(Verdict.PASS);

        server.execute("postgres", "UPDATE pg_database SET datcollversion = '1.0' WHERE datname = 'i1'");

        CheckResult changed = CatalogueServer.check(i0, i1, words);
        assertThat(changed.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.shard()).isEqualTo("i1");
            assertThat(finding.detail()).contains("built with version 1.0 of its collation", "rebuild them");
        });
        CheckResult before = CatalogueServer.check(i1, i0, words);
        assertThat(before.verdict()).isEqualTo(Verdict.PASS);
        assertThat(before.facts().get("changed collations")).contains("i1: the database was built with version 1.0");
    }
}
