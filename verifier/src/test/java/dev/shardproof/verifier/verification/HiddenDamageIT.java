package dev.shardproof.verifier.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.coverage.InvalidSelectionException;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.plan.Topology;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.table.ImageForm;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Damage that once passed, and sound data that once failed; one source against two targets. */
class HiddenDamageIT {

    private static final List<String> DATABASES = List.of("s0", "t0", "t1");

    private static TestingDatabases server;

    @BeforeAll
    static void start() throws Exception {
        server = TestingDatabases.start(DATABASES);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        executeOnAll("""
                DROP SCHEMA public CASCADE; CREATE SCHEMA public;
                DROP SCHEMA IF EXISTS a CASCADE; DROP SCHEMA IF EXISTS "a.b" CASCADE""");
    }

    @Test
    void aNullInAChildIsNoEmptyTextEvenIfTheParentHasNoNulls() throws Exception {
        executeOnAll("""
                CREATE TABLE base (id int, note text CONSTRAINT filled NOT NULL NO INHERIT);
                CREATE TABLE child () INHERITS (base)""");
        execute("s0", "INSERT INTO child VALUES (1, NULL)");
        execute("t0", "INSERT INTO child VALUES (1, '')");

        assertThat(judge(including("base"), CheckName.FULL_CHECKSUM).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aMappedColumnIsNotMistakenForOneThatKeptItsName() throws Exception {
        execute("s0", "CREATE TABLE t (id int PRIMARY KEY, name text); INSERT INTO t VALUES (1, 'a')");
        for (String target : List.of("t0", "t1")) {
            execute(target, "CREATE TABLE t (id int PRIMARY KEY, name text, label text)");
        }
        execute("t0", "INSERT INTO t VALUES (1, 'a', 'not at all')");
        TableRules rules = mapping(new TableRules.Mapping("", Map.of("name", "label"), Set.of()));

        assertThatThrownBy(() -> judge(rules, CheckName.FULL_CHECKSUM))
                .isInstanceOf(InvalidSelectionException.class)
                .hasMessageContaining(
                        "column name becomes label, but the targets' table has a column name too, which would be compared with nothing");
    }

    @Test
    void columnsMayChangeTheirNames() throws Exception {
        execute("s0", "CREATE TABLE t (id int PRIMARY KEY, one text, two text); INSERT INTO t VALUES (1, 'a', 'b')");
        for (String target : List.of("t0", "t1")) {
            execute(target, "CREATE TABLE t (id int PRIMARY KEY, one text, two text)");
        }
        execute("t0", "INSERT INTO t VALUES (1, 'b', 'a')");
        TableRules rules = mapping(new TableRules.Mapping("", Map.of("one", "two", "two", "one"), Set.of()));

        assertThat(judge(rules, CheckName.FULL_CHECKSUM).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void tablesWhoseNamesAreWrittenAlikeAreNotTakenForOne() throws Exception {
        executeOnAll("""
                CREATE SCHEMA a; CREATE TABLE a."b.c" (id int PRIMARY KEY);
                CREATE SCHEMA "a.b"; CREATE TABLE "a.b".c (id int PRIMARY KEY)""");
        execute("s0", "INSERT INTO a.\"b.c\" VALUES (1); INSERT INTO \"a.b\".c VALUES (1)");
        execute("t0", "INSERT INTO \"a.b\".c VALUES (1)");

        assertThatThrownBy(() -> judge(TableRules.ALL, CheckName.FULL_CHECKSUM))
                .isInstanceOf(InvalidSelectionException.class)
                .hasMessageContaining("all written a.b.c: table b.c of schema a and table c of schema a.b");
    }

    @Test
    void aTableThatCanNotBePlacedDoesNotHideAMisplacedRowOfAnother() throws Exception {
        executeOnAll("CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY)");
        execute("s0", "INSERT INTO a VALUES (1)");
        execute("t1", "INSERT INTO a VALUES (1)");
        execute("t0", "ALTER TABLE b RENAME id TO number");
        TableRules rules = new TableRules(List.of(), List.of(), List.of(), Map.of("*", "id"), Map.of());
        Topology halves = new Topology(
                KeySpace.PLAIN,
                List.of(new OwnedRange(KeyInterval.below(100), "t0"), new OwnedRange(KeyInterval.from(100), "t1")));

        CheckResult result = judge(VerificationPlan.DEFAULT
                .withTables(rules)
                .withTopology(halves)
                .withChecks(EnumSet.of(CheckName.PLACEMENT)));

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.FAIL);
        assertThat(result.facts()).containsKey("public.b, not judged");
    }

    @Test
    void aSecondRowOfAKeyThatTheIndexDoesNotKnowNeverSettles() throws Exception {
        executeOnAll("CREATE TABLE t (id int PRIMARY KEY, v text)");
        execute("s0", "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        execute("t0", """
                SET allow_system_table_mods = on;
                INSERT INTO t VALUES (1, 'a'), (2, 'b');
                UPDATE pg_index SET indisready = false WHERE indexrelid = 't_pkey'::regclass""");
        execute("t0", "INSERT INTO t VALUES (1, 'not at all')");
        execute("t0", "UPDATE pg_index SET indisready = true WHERE indexrelid = 't_pkey'::regclass");

        CheckResult result = judge(VerificationPlan.DEFAULT
                .withLive(new LiveSettings(true, 3, Duration.ofMillis(50), List.of()))
                .withChecks(EnumSet.of(CheckName.FULL_CHECKSUM)));

        assertThat(result.verdict()).as("%s", result).isNotEqualTo(Verdict.PASS);
    }

    @Test
    void equalKeysThatAreWrittenOtherwiseAreOneKeyWhereEqualityIsEnough() throws Exception {
        executeOnAll("CREATE TABLE n (id numeric PRIMARY KEY, v text)");
        execute("s0", "INSERT INTO n SELECT (g || '.0')::numeric, 'x' FROM generate_series(1, 5000) g");
        execute("t0", "INSERT INTO n SELECT (g || '.00')::numeric, 'x' FROM generate_series(1, 5000) g");

        assertThat(equality(CheckName.SAMPLED_CHECKSUM).verdict()).isEqualTo(Verdict.PASS);

        execute("t0", "UPDATE n SET v = 'other' WHERE id = 7");
        assertThat(equality(CheckName.FULL_CHECKSUM).findings())
                .extracting(finding -> finding.kind() + " " + finding.key())
                .containsExactly("DIFFERENT 7");
        assertThat(equality(CheckName.SAMPLED_CHECKSUM).findings())
                .extracting(finding -> finding.kind() + " " + finding.key())
                .containsExactly("DIFFERENT 7");
    }

    @Test
    void aCastToTextThatCallsDifferentValuesTheSameHidesNothing() throws Exception {
        executeOnAll("""
                CREATE TYPE pair AS (a int, b text);
                CREATE FUNCTION told(pair) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'the same' $$;
                CREATE CAST (pair AS text) WITH FUNCTION told(pair);
                CREATE TABLE t (id int PRIMARY KEY, v pair)""");
        execute("s0", "INSERT INTO t VALUES (1, (1, 'x')), (2, (1, NULL)), (3, (NULL, NULL))");
        execute("t0", "INSERT INTO t VALUES (1, (2, 'x')), (2, (1, NULL)), (3, NULL)");

        assertThat(judge(TableRules.ALL, CheckName.FULL_CHECKSUM).findings())
                .extracting(finding -> finding.kind() + " " + finding.key())
                .containsExactlyInAnyOrder("DIFFERENT 1", "DIFFERENT 3");
    }

    @Test
    void aTableWithoutColumnsIsNamedAsSuch() throws Exception {
        executeOnAll("CREATE TABLE t ()");

        assertThat(judge(TableRules.ALL, CheckName.FULL_CHECKSUM).summary()).contains("table public.t has no columns");
    }

    private static CheckResult equality(CheckName check) throws Exception {
        VerificationPlan plan = VerificationPlan.DEFAULT;
        return judge(new VerificationPlan(
                plan.tables(),
                plan.topology(),
                EnumSet.of(check),
                ImageForm.EQUALITY,
                plan.sample(),
                plan.live(),
                plan.manners(),
                1,
                true,
                false,
                false));
    }

    private static TableRules including(String table) {
        return new TableRules(List.of(table), List.of(), List.of(), Map.of(), Map.of());
    }

    private static TableRules mapping(TableRules.Mapping mapping) {
        return new TableRules(List.of(), List.of(), List.of(), Map.of(), Map.of("t", mapping));
    }

    private static CheckResult judge(TableRules rules, CheckName check) throws Exception {
        return judge(VerificationPlan.DEFAULT.withTables(rules).withChecks(EnumSet.of(check)));
    }

    private static CheckResult judge(VerificationPlan plan) throws Exception {
        Verification verification = Verification.of(plan.withWritableRoleAllowed(true));
        for (String database : DATABASES) {
            if (database.startsWith("s")) {
                verification.source(database, server.get(database));
            } else {
                verification.target(database, server.get(database));
            }
        }
        return verification.run().checks().get(0);
    }

    private static void executeOnAll(String sql) throws SQLException {
        for (String database : DATABASES) {
            execute(database, sql);
        }
    }

    private static void execute(String database, String sql) throws SQLException {
        server.execute(database, sql);
    }
}
