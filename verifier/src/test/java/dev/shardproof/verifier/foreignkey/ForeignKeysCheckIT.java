package dev.shardproof.verifier.foreignkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.checksum.ValueWords;
import dev.shardproof.verifier.shards.TestingShards;
import dev.shardproof.verifier.shards.TestingSides;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignKeysCheckIT {

    private static final TableMapping LINES = TableMapping.same(TableSpec.sharded("public", "lines"));
    private static final List<TableMapping> TABLES = List.of(
            TableMapping.same(TableSpec.sharded("public", "orders")),
            LINES,
            TableMapping.same(TableSpec.sharded("public", "notes")),
            TableMapping.same(TableSpec.reference("public", "places")));

    private static final String WITHOUT_TRIGGERS = "SET session_replication_role = replica; ";

    @BeforeEach
    void rowsThatFindWhatTheyReferTo() throws Exception {
        TestingShards.empty();
        TestingShards.executeOnAll("""
                CREATE TABLE orders (customer_id bigint, id bigint, PRIMARY KEY (customer_id, id)) PARTITION BY HASH (id);
                CREATE TABLE orders_0 PARTITION OF orders FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                CREATE TABLE orders_1 PARTITION OF orders FOR VALUES WITH (MODULUS 2, REMAINDER 1);
                CREATE TABLE places (city text, street text, PRIMARY KEY (city, street));
                CREATE TABLE lines (id bigint PRIMARY KEY, customer_id bigint, order_id int,
                  CONSTRAINT of_order FOREIGN KEY (customer_id, order_id) REFERENCES orders (customer_id, id));
                CREATE TABLE notes (city text, street text,
                  CONSTRAINT at_place FOREIGN KEY (city, street) REFERENCES places MATCH FULL);
                INSERT INTO places VALUES ('Bern', 'Gasse')""");
        for (String shard : TestingShards.NAMES) {
            String held =
                    Map.of("s0", "true", "s1", "g % 2 = 0", "s2", "g % 2 = 1").get(shard);
            TestingShards.execute(shard, """
                    INSERT INTO orders SELECT g, g FROM generate_series(1, 100) g WHERE HELD;
                    INSERT INTO lines SELECT g, g, g FROM generate_series(1, 100) g WHERE HELD;
                    INSERT INTO lines SELECT 1000 + g, g, NULL FROM generate_series(1, 2) g WHERE HELD;
                    INSERT INTO notes SELECT 'Bern', 'Gasse' FROM generate_series(1, 4) g WHERE HELD;
                    INSERT INTO notes SELECT NULL, NULL FROM generate_series(1, 2) g WHERE HELD""".replace("HELD", held));
        }
    }

    @Test
    void rowsThatFindWhatTheyReferToPass() throws Exception {
        CheckResult result = judge(TABLES);

        assertThat(result.verdict()).as("%s", result).isEqualTo(Verdict.PASS);
        assertThat(result.summary()).isEqualTo("every row finds what it refers to by 2 foreign keys");
        assertThat(result.facts()).containsEntry("foreign keys", "2 on the sources, 2 on the targets");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            the parent is lost           | DELETE FROM orders WHERE id = 7                          | id=7
            the parent is elsewhere      | INSERT INTO lines VALUES (500, 8, 8)                     | id=500
            a part of the key is NULL    | INSERT INTO notes VALUES ('Bern', NULL)                  | "city='Bern', street=NULL"
            an uncopied reference row    | DELETE FROM places                                       | "city='Bern', street='Gasse'"
            a constraint not validated   | ALTER TABLE lines DROP CONSTRAINT of_order; INSERT INTO lines VALUES (500, 8, 8); ALTER TABLE lines ADD CONSTRAINT of_order FOREIGN KEY (customer_id, order_id) REFERENCES orders NOT VALID | id=500
            a constraint not enforced    | ALTER TABLE lines ALTER CONSTRAINT of_order NOT ENFORCED; INSERT INTO lines VALUES (500, 8, 8) | id=500
            a constraint lost            | ALTER TABLE lines DROP CONSTRAINT of_order; INSERT INTO lines VALUES (500, 8, 8) | id=500""")
    void anOrphanIsFound(String what, String damage, String key) throws Exception {
        TestingShards.execute("s2", WITHOUT_TRIGGERS + damage);

        CheckResult result = judge(TABLES);

        assertThat(result.verdict()).as("%s: %s", what, result).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).allSatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.MISSING);
            assertThat(finding.shard()).isEqualTo("s2");
            assertThat(finding.key()).isEqualTo(key);
            assertThat(finding.detail())
                    .containsAnyOf("public.orders", "public.places")
                    .contains("not on s2");
        });
        assertThat(result.findingsTotal()).isEqualTo(what.contains("reference") ? 2 : 1);
    }

    @Test
    void ofARowWithoutAKeyNoValueIsShownUnlessThatIsAskedFor() throws Exception {
        TestingShards.execute("s2", WITHOUT_TRIGGERS + "DELETE FROM places");

        CheckResult result = TestingSides.judge(sides -> check(sides, TABLES, ValueWords.hashed()));

        assertThat(result.findings())
                .extracting(Finding::key)
                .hasSize(2)
                .allMatch(key -> key.matches("city=hmac:[0-9a-f]{16}, street=hmac:[0-9a-f]{16}"));
        assertThat(result.toString()).doesNotContain("Bern", "Gasse");
    }

    @Test
    void whatTheServersDoNotVouchForIsNamed() throws Exception {
        TestingShards.execute("s1", "ALTER TABLE lines DROP CONSTRAINT of_order");
        TestingShards.execute(
                "s2",
                "ALTER TABLE notes DROP CONSTRAINT at_place;"
                        + "ALTER TABLE notes ADD CONSTRAINT at_place FOREIGN KEY (city, street) REFERENCES places MATCH FULL NOT VALID");

        CheckResult result = judge(TABLES);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.facts())
                .containsEntry(
                        "of_order: public.lines (customer_id, order_id) → public.orders (customer_id, id), lost on",
                        "s1")
                .containsEntry(
                        "at_place: public.notes (city, street) → public.places (city, street), not validated or not enforced on",
                        "s2");
    }

    @Test
    void anOrphanOfTheSourcesIsNoFaultOfTheMigration() throws Exception {
        TestingShards.execute("s0", WITHOUT_TRIGGERS + "DELETE FROM orders WHERE id = 7");
        TestingShards.execute("s2", WITHOUT_TRIGGERS + "DELETE FROM orders WHERE id = 7");

        CheckResult same = judge(TABLES);
        TestingShards.execute("s2", WITHOUT_TRIGGERS + "DELETE FROM orders WHERE id = 9");
        CheckResult worse = judge(TABLES);

        assertThat(same.verdict()).isEqualTo(Verdict.PASS);
        assertThat(same.summary()).contains("but for 1 rows as on the sources");
        assertThat(same.facts().keySet()).anyMatch(fact -> fact.endsWith("on s2, as on the sources"));
        assertThat(worse.findings()).extracting(Finding::key).containsExactly("id=9");
    }

    @Test
    void namesMayDifferOnTheTargets() throws Exception {
        for (String shard : List.of("s1", "s2")) {
            TestingShards.execute(shard, """
                    ALTER TABLE lines RENAME TO "order ""lines"; ALTER TABLE "order ""lines" RENAME order_id TO number;
                    ALTER TABLE "order ""lines" DROP CONSTRAINT of_order""");
        }
        TestingShards.execute("s0", WITHOUT_TRIGGERS + "DELETE FROM orders WHERE id = 7");
        TestingShards.execute("s2", WITHOUT_TRIGGERS + "DELETE FROM orders WHERE id IN (7, 9)");
        TableMapping renamed =
                new TableMapping(LINES.source(), "public", "order \"lines", Map.of("order_id", "number"), Set.of());

        CheckResult result = judge(List.of(TABLES.get(0), renamed, TABLES.get(2), TABLES.get(3)));

        assertThat(result.findings()).extracting(Finding::key).containsExactly("id=9");
        assertThat(result.findings()).extracting(Finding::table).containsExactly("public.lines");
    }

    @Test
    void allOrphansAreCountedAndSomeAreKept() throws Exception {
        TestingShards.execute(
                "s2",
                WITHOUT_TRIGGERS + "TRUNCATE orders CASCADE;"
                        + "INSERT INTO lines SELECT g, 1, 1 FROM generate_series(1, 12000) g");

        CheckResult result = judge(TABLES);

        assertThat(result.findingsTotal()).isEqualTo(12_000);
        assertThat(result.findings()).hasSize(CheckResult.FINDINGS_KEPT);
    }

    @Test
    void aTableThatCanNotBeReadHidesNothingElse() throws Exception {
        TestingSides.reader("reader");
        TestingShards.execute("s2", "REVOKE SELECT ON places FROM reader");

        CheckResult clean = TestingSides.judge("reader", sides -> check(sides, TABLES));
        TestingShards.execute("s2", WITHOUT_TRIGGERS + "DELETE FROM orders WHERE id = 7");
        CheckResult damaged = TestingSides.judge("reader", sides -> check(sides, TABLES));

        assertThat(clean.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(clean.summary()).contains("permission denied for table places");
        assertThat(damaged.findings()).extracting(Finding::key).containsExactly("id=7");
    }

    @Test
    void collationsThatDifferAreComparedAsTheConstraintDoes() throws Exception {
        TestingShards.executeOnAll("""
                CREATE COLLATION IF NOT EXISTS "50%" FROM "C";
                CREATE TABLE words (word text COLLATE "50%" PRIMARY KEY); INSERT INTO words VALUES ('a');
                CREATE TABLE uses (word text COLLATE "POSIX" REFERENCES words); INSERT INTO uses VALUES ('a')""");
        List<TableMapping> uses = List.of(TableMapping.same(TableSpec.reference("public", "uses")));

        CheckResult clean = judge(uses);
        TestingShards.execute("s1", WITHOUT_TRIGGERS + "UPDATE uses SET word = 'b'");

        assertThat(clean.verdict()).as("%s", clean).isEqualTo(Verdict.PASS);
        assertThat(judge(uses).findings()).extracting(Finding::key).containsExactly("word='b'");
    }

    @Test
    void aLostTableIsSaid() throws Exception {
        TestingShards.execute("s2", "DROP TABLE notes, places");

        assertThat(judge(TABLES).summary()).contains("shard s2: table public.notes is not there");
    }

    @Test
    void withoutForeignKeysTheTablesWereLookedAt() throws Exception {
        TestingShards.executeOnAll(
                "ALTER TABLE lines DROP CONSTRAINT of_order; ALTER TABLE notes DROP CONSTRAINT at_place");

        CheckResult result = judge(TABLES);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.examined()).isEqualTo(4);
        assertThat(result.summary()).isEqualTo("no foreign key on either side; 4 tables were looked at");
    }

    private static CheckResult judge(List<TableMapping> tables) throws Exception {
        return TestingSides.judge(sides -> check(sides, tables));
    }

    private static ForeignKeysCheck check(TestingSides sides, List<TableMapping> tables) {
        return check(sides, tables, ValueWords.plain());
    }

    private static ForeignKeysCheck check(TestingSides sides, List<TableMapping> tables, ValueWords words) {
        return new ForeignKeysCheck(sides.sources(), sides.targets(), tables, words, System::nanoTime);
    }
}
