package dev.shardproof.verifier.largeobject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.shards.TestingShards;
import dev.shardproof.verifier.shards.TestingSides;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LargeObjectsCheckIT {

    private static final List<TableMapping> TABLES = List.of(
            TableMapping.same(TableSpec.sharded("public", "files")),
            TableMapping.same(TableSpec.sharded("public", "scans")),
            TableMapping.same(TableSpec.reference("public", "logos")));

    /** Ten files, one of them larger than the piece that is hashed at once and one empty; scans without a key; a logo everywhere. */
    @BeforeEach
    void rowsWithTheirObjects() throws Exception {
        TestingShards.empty();
        removeObjects();
        TestingShards.executeOnAll("""
                CREATE DOMAIN lo AS oid;
                CREATE TABLE files (id int PRIMARY KEY, body oid); CREATE TABLE scans (image lo);
                CREATE TABLE logos (id int PRIMARY KEY, image lo); CREATE TABLE plain (id oid, v int);
                SELECT lo_from_bytea(800, 'logo'); INSERT INTO logos VALUES (1, 800), (2, NULL), (3, 0)""");
        for (String shard : TestingShards.NAMES) {
            String held =
                    Map.of("s0", "true", "s1", "g % 2 = 0", "s2", "g % 2 = 1").get(shard);
            TestingShards.execute(shard, """
                    INSERT INTO files SELECT g, lo_from_bytea(900 + g, convert_to(repeat('x' || g,
                      CASE g WHEN 5 THEN 300000 WHEN 7 THEN 0 ELSE g END), 'UTF8')) FROM generate_series(1, 10) g WHERE HELD;
                    INSERT INTO files VALUES (100 + (SELECT count(*) FROM files), NULL);
                    INSERT INTO scans SELECT lo_from_bytea(700 + g, 'scan') FROM generate_series(1, 4) g WHERE HELD;
                    INSERT INTO plain SELECT 12345 + g, g FROM generate_series(1, 4) g WHERE HELD""".replace("HELD", held));
        }
    }

    @AfterAll
    static void removeObjects() throws Exception {
        TestingShards.executeOnAll("SELECT lo_unlink(oid) FROM pg_largeobject_metadata");
    }

    @Test
    void objectsThatCameAlongPass() throws Exception {
        CheckResult result = judge(TABLES);

        assertThat(result.verdict()).as("%s", result).isEqualTo(Verdict.PASS);
        assertThat(result.summary()).isEqualTo("16 references to large objects lead to the same contents");
        assertThat(result.facts())
                .containsEntry("large objects", "15 on the sources, 16 on the targets")
                .containsEntry("columns of type oid or lo", "3, 3 of them refer to large objects");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT lo_unlink(903)                            | MISSING   | public.files | id=3      | body refers to does not exist on s2; copy it there
            SELECT lo_put(903, 0, 'y')                       | DIFFERENT | public.files | id=3      | holds something else on s2 (6 bytes) than on s0 (6 bytes)
            SELECT lo_put(905, 599999, 'y')                  | DIFFERENT | public.files | id=5      | (600000 bytes) than on s0 (600000 bytes)
            SELECT lo_put(905, 600000, 'y')                  | DIFFERENT | public.files | id=5      | (600001 bytes) than on s0 (600000 bytes)
            SELECT lo_truncate(lo_open(901, 131072), 1)      | DIFFERENT | public.files | id=1      | (1 bytes) than on s0 (2 bytes)
            SELECT lo_put(907, 0, 'y')                       | DIFFERENT | public.files | id=7      | (1 bytes) than on s0 (0 bytes)
            SELECT lo_unlink(701)                            | MISSING   | public.scans | image=701 | does not exist on s2
            SELECT lo_unlink(800)                            | MISSING   | public.logos | id=1      | does not exist on s2
            INSERT INTO files VALUES (50, 4711)              | MISSING   | public.files | id=50     | does not exist on s2""")
    void anObjectThatIsMissingOrOtherIsFound(String damage, String kind, String table, String key, String detail)
            throws Exception {
        TestingShards.execute("s2", damage);

        CheckResult result = judge(TABLES);

        assertThat(result.verdict()).as("%s", result).isEqualTo(Verdict.FAIL);
        assertThat(result.findings())
                .extracting(finding -> finding.kind().name(), Finding::table, Finding::shard, Finding::key)
                .containsExactly(tuple(kind, table, "s2", key));
        assertThat(result.findings().get(0).detail()).contains(detail);
        assertThat(result.findingsTotal()).isEqualTo(1);
    }

    @Test
    void allThatIsMissingIsCounted() throws Exception {
        TestingShards.execute(
                "s0", "INSERT INTO files SELECT g, lo_from_bytea(g, 'x') FROM generate_series(2001, 2300) g");
        TestingShards.execute("s1", "INSERT INTO files SELECT g, g FROM generate_series(2001, 2300) g");

        CheckResult result = judge(TABLES);

        assertThat(result.findingsTotal()).isEqualTo(300);
        assertThat(result.findings()).hasSize(CheckResult.FINDINGS_KEPT);
    }

    @Test
    void objectsMayHaveOtherNumbers() throws Exception {
        TestingShards.execute(
                "s2", "UPDATE files SET body = lo_from_bytea(0, lo_get(body)) WHERE id = 3; SELECT lo_unlink(903)");

        assertThat(judge(TABLES).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void whatTheSourcesLackIsNoFaultOfTheMigration() throws Exception {
        TestingShards.execute("s0", "SELECT lo_unlink(701)");
        TestingShards.execute("s2", "SELECT lo_unlink(701)");

        assertThat(judge(TABLES).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void objectsThatNoColumnRefersToAreCounted() throws Exception {
        TestingShards.execute("s0", "SELECT lo_from_bytea(600, 'a'); SELECT lo_from_bytea(601, 'b')");
        TestingShards.execute("s1", "SELECT lo_from_bytea(600, 'a')");

        CheckResult result = judge(TABLES);

        assertThat(result.findings()).extracting(Finding::kind).containsExactly(Finding.Kind.COUNT);
        assertThat(result.findings().get(0).detail())
                .contains("the sources have 2 large objects that no column of type oid or lo refers to, the targets 1");
    }

    @Test
    void contentsThatMayNotBeReadAreInconclusiveAndMissingObjectsAreStillSeen() throws Exception {
        TestingSides.reader("reader");
        CheckResult clean = TestingSides.judge("reader", sides -> check(sides, TABLES));
        TestingShards.execute("s2", "SELECT lo_unlink(903)");
        CheckResult damaged = TestingSides.judge("reader", sides -> check(sides, TABLES));

        assertThat(clean.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(clean.summary()).contains("permission denied for large object", "GRANT SELECT ON LARGE OBJECT");
        assertThat(damaged.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(damaged.findings()).extracting(Finding::key).containsExactly("id=3");
    }

    @Test
    void plainNumbersOfTypeOidAreNoReferences() throws Exception {
        TestingShards.execute("s0", "INSERT INTO plain VALUES (903, 9)");
        List<TableMapping> plain = List.of(
                TABLES.get(0), TABLES.get(1), TABLES.get(2), TableMapping.same(TableSpec.sharded("public", "plain")));

        CheckResult result = judge(plain);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.facts())
                .containsEntry(
                        "public.plain.id, taken for plain numbers",
                        "1 of its 5 values are large objects; make its type lo if all should be");
    }

    @Test
    void withoutLargeObjectsTheTablesWereLookedAt() throws Exception {
        removeObjects();
        TestingShards.executeOnAll("TRUNCATE files, scans, logos");

        CheckResult result = judge(TABLES);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.summary())
                .isEqualTo("no large object on either side; 3 columns of type oid or lo in 3 tables were looked at");
        assertThat(result.examined()).isEqualTo(3);
    }

    private static CheckResult judge(List<TableMapping> tables) throws Exception {
        return TestingSides.judge(sides -> check(sides, tables));
    }

    private static LargeObjectsCheck check(TestingSides sides, List<TableMapping> tables) {
        return new LargeObjectsCheck(sides.sources(), sides.targets(), tables, System::nanoTime);
    }
}
