package dev.shardproof.verifier.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.plan.TableRules.Mapping;
import dev.shardproof.verifier.shards.TestingShards;
import dev.shardproof.verifier.shards.TestingSides;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CoverageIT {

    private static final List<String> NONE = List.of();

    @BeforeEach
    void threeTablesOnEveryShard() throws Exception {
        TestingShards.empty();
        TestingShards.executeOnAll("""
                DROP SCHEMA IF EXISTS sales CASCADE; CREATE SCHEMA sales;
                CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint) PARTITION BY RANGE (id);
                CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (1000);
                CREATE TABLE sales.lines (id bigint PRIMARY KEY, customer_id bigint, note text);
                CREATE TABLE currencies (code text PRIMARY KEY);
                CREATE VIEW open_orders AS SELECT * FROM orders""");
    }

    @Test
    void everyTableOfUsersIsComparedAndNoPartition() throws Exception {
        TableRules rules = new TableRules(
                NONE, NONE, List.of("currencies"), Map.of("*.*", "customer_id", "sales.lines", "id"), Map.of());

        assertThat(select(rules).tables())
                .extracting(TableMapping::source)
                .containsExactly(
                        TableSpec.reference("public", "currencies"),
                        TableSpec.sharded("public", "orders", "customer_id", KeySpace.HASHED),
                        TableSpec.sharded("sales", "lines", "id", KeySpace.HASHED));
        CheckResult result = judge(rules);
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.examined()).isEqualTo(6);
    }

    @Test
    void aTableThatOnlyOneSideHasIsUncovered() throws Exception {
        TestingShards.execute("s0", "CREATE TABLE forgotten (id int)");
        TestingShards.execute("s2", "CREATE TABLE extra (id int)");

        assertThat(judge(TableRules.ALL).findings())
                .extracting(Finding::kind, Finding::table, Finding::shard)
                .containsExactly(
                        tuple(Finding.Kind.UNCOVERED, "public.forgotten", "s0"),
                        tuple(Finding.Kind.UNCOVERED, "public.extra", "s2"));
        assertThat(judge(TableRules.ALL).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(select(TableRules.ALL).tables())
                .as("checks must say that they could not read it")
                .extracting(table -> table.source().toString())
                .contains("public.forgotten");
    }

    @Test
    void aTableThatOneShardLacksIsUncoveredThere() throws Exception {
        TestingShards.execute("s2", "DROP TABLE currencies; CREATE VIEW currencies AS SELECT 'EUR' AS code");

        CheckResult result = judge(TableRules.ALL);

        assertThat(result.findings()).hasSize(1);
        assertThat(result.findings().get(0).shard()).isEqualTo("s2");
        assertThat(result.findings().get(0).detail()).isEqualTo("s2 lacks the table, which s1 has; create it there");
    }

    @Test
    void aTableThatNoRuleIncludesIsUncoveredAndAnExcludedOneIsNamed() throws Exception {
        TableRules some = new TableRules(List.of("orders"), List.of("sales.*"), NONE, Map.of(), Map.of());
        CheckResult result = judge(some);
        assertThat(result.findings())
                .extracting(Finding::table, Finding::shard)
                .containsExactly(tuple("public.currencies", "s0"), tuple("public.currencies", "s1, s2"));
        assertThat(result.facts()).containsEntry("excluded on purpose", "sales.lines");
        assertThat(select(some).uncovered().get(0)).hasToString("public.currencies (source s0)");

        TableRules one = new TableRules(List.of("orders"), List.of("*.*"), NONE, Map.of(), Map.of());
        assertThat(judge(one).verdict()).isEqualTo(Verdict.PASS);
        assertThat(select(one).tables()).extracting(TableMapping::toString).hasSize(1);
    }

    @Test
    void whatHoldsRowsWithoutBeingATableIsNamed() throws Exception {
        TestingShards.executeOnAll("""
                CREATE EXTENSION IF NOT EXISTS postgres_fdw; DROP SERVER IF EXISTS far CASCADE;
                CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw; CREATE FOREIGN TABLE away (id int) SERVER far;
                CREATE MATERIALIZED VIEW totals AS SELECT 1 AS one; CREATE UNLOGGED TABLE cache (id int);
                CREATE TABLE of_extension (id int); ALTER EXTENSION postgres_fdw ADD TABLE of_extension""");
        try {
            CheckResult result = judge(TableRules.ALL);

            assertThat(result.verdict()).isEqualTo(Verdict.PASS);
            assertThat(result.facts())
                    .containsEntry("compared", "4 tables")
                    .containsEntry("foreign tables, not compared", "public.away")
                    .containsEntry("materialized views, not compared", "public.totals")
                    .containsEntry("tables of extensions, not compared", "public.of_extension")
                    .containsEntry("unlogged tables, which a crash or a physical copy empties", "public.cache");
            assertThatThrownBy(() -> select(including("away"))).hasMessageContaining("on s0 it is a foreign table");
            assertThatThrownBy(() -> select(including("totals"))).hasMessageContaining("is a materialized view");
            assertThatThrownBy(() -> select(including("of_extension")))
                    .hasMessageContaining("belongs to the extension postgres_fdw");
        } finally {
            TestingShards.executeOnAll("DROP EXTENSION postgres_fdw CASCADE");
        }
    }

    @Test
    void tablesAndColumnsMayHaveOtherNamesOnTheTargets() throws Exception {
        for (String target : List.of("s1", "s2")) {
            TestingShards.execute(
                    target,
                    "ALTER TABLE sales.lines RENAME note TO remark; ALTER TABLE sales.lines RENAME TO \"my.lines\"");
        }
        TableRules rules =
                mapping("sales.lines", new Mapping("sales.my.lines", Map.of("note", "remark"), Set.of("id")));

        TableMapping lines = select(rules).tables().get(2);

        assertThat(lines.targetSchema()).isEqualTo("sales");
        assertThat(lines.targetName()).isEqualTo("my.lines");
        assertThat(lines.renamed()).containsExactly(Map.entry("note", "remark"));
        assertThat(judge(rules).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void everyMistakeInTheRulesIsSaidAtOnce() {
        TableRules rules = new TableRules(
                List.of("Orders", "open_orders", "orders_1", "none*"),
                List.of("nothing.*"),
                List.of("currency"),
                Map.of("sales.*", "customer", "currencies", "code"),
                Map.of(
                        "sales.lines", new Mapping("", Map.of("remark", "note", "note", "comment"), Set.of("when")),
                        "orders", new Mapping("orders_2", Map.of(), Set.of()),
                        "parcels", new Mapping("", Map.of(), Set.of())));

        assertThatThrownBy(() -> select(rules))
                .isInstanceOfSatisfying(
                        InvalidSelectionException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "include Orders: no source has a table public.Orders; names are taken exactly as written; there are public.currencies, public.orders, sales.lines",
                                        "include open_orders: on s0 it is a view; name the tables that it reads",
                                        "include orders_1: on s0 it is a partition, which is compared with the table that it is a part of; name that table",
                                        "include none*: no table of the sources matches; there are public.currencies, public.orders, sales.lines",
                                        "reference currency: no source has a table public.currency; names are taken exactly as written; there are public.currencies, public.orders, sales.lines",
                                        "exclude nothing.*: nothing on either side has such a name; there are public.currencies, public.orders, sales.lines",
                                        "shard key of sales.*: table sales.lines has no column customer; it has id, customer_id, note",
                                        "mapping of orders: no target has a table public.orders_2; there are public.currencies, public.orders, sales.lines",
                                        "mapping of parcels: no source has a table public.parcels; names are taken exactly as written; there are public.currencies, public.orders, sales.lines",
                                        "mapping of sales.lines: column note becomes comment: the targets' table has no such column; it has id, customer_id, note",
                                        "mapping of sales.lines: column remark: the sources' table has no such column; it has id, customer_id, note",
                                        "mapping of sales.lines: ignored column when: the sources' table has no such column; it has id, customer_id, note"));
    }

    @Test
    void contradictionsAreMistakes() {
        assertThatThrownBy(() ->
                        select(new TableRules(List.of("orders"), List.of("public.orders"), NONE, Map.of(), Map.of())))
                .hasMessageContaining("public.orders is included and excluded by name");
        assertThatThrownBy(() -> select(
                        new TableRules(NONE, NONE, List.of("currencies"), Map.of("currencies", "code"), Map.of())))
                .hasMessageContaining("is a reference table and has a shard key");
        assertThatThrownBy(() -> select(mapping("orders", new Mapping("currencies", Map.of(), Set.of()))))
                .hasMessageContaining("public.currencies and public.orders would both be compared with currencies");
        assertThatThrownBy(() -> select(new TableRules(NONE, List.of("*.*"), NONE, Map.of(), Map.of())))
                .hasMessageContaining("no table is left to compare: the rules leave out all 3 tables");
    }

    @Test
    void aDatabaseWithoutTablesIsTheWrongOne() throws Exception {
        TestingShards.executeOnAll("DROP SCHEMA public, sales CASCADE; CREATE SCHEMA public");
        assertThatThrownBy(() -> select(TableRules.ALL)).hasMessageContaining("is it the right database?");
    }

    private static TableRules including(String table) {
        return new TableRules(List.of(table), NONE, NONE, Map.of(), Map.of());
    }

    private static TableRules mapping(String table, Mapping mapping) {
        return new TableRules(NONE, NONE, NONE, Map.of(), Map.of(table, mapping));
    }

    private static TableSelection select(TableRules rules) throws Exception {
        try (TestingSides sides = TestingSides.open()) {
            return TableSelection.of(rules, KeySpace.HASHED, sides.sources(), sides.targets());
        }
    }

    private static CheckResult judge(TableRules rules) throws Exception {
        return TestingSides.judge(sides -> new CoverageCheck(
                TableSelection.of(rules, KeySpace.HASHED, sides.sources(), sides.targets()), System::nanoTime));
    }
}
