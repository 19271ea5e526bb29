package dev.shardproof.verifier.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.plan.Topology;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.report.VerificationReport;
import dev.shardproof.verifier.shards.TestingShards;
import dev.shardproof.verifier.verification.Verification;
import dev.shardproof.verifier.verification.VerificationListener;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verification's proposal, run on each target as a human would: afterwards the targets have what the source has. */
class RepairedTargetsIT {

    private static final Topology TOPOLOGY = new Topology(
            KeySpace.PLAIN,
            List.of(new OwnedRange(KeyInterval.below(100), "s1"), new OwnedRange(KeyInterval.from(100), "s2")));

    private static final VerificationPlan PLAN = VerificationPlan.DEFAULT
            .withTables(new TableRules(
                    List.of(),
                    List.of(),
                    List.of("country"),
                    Map.of("orders", "person", "person", "id", "tag", "id"),
                    Map.of()))
            .withTopology(TOPOLOGY)
            .withChecks(Set.of(CheckName.ROW_COUNT, CheckName.FULL_CHECKSUM, CheckName.PLACEMENT))
            .withWritableRoleAllowed(true);

    @BeforeEach
    void fill() throws SQLException {
        TestingShards.empty();
        // "orders" comes before "person", to which it refers.
        TestingShards.executeOnAll("""
                CREATE TABLE person (id int PRIMARY KEY, email text UNIQUE);
                CREATE TABLE orders (person int REFERENCES person ON DELETE CASCADE, no int, ratio float8, image bytea,
                  note text, at timestamptz, span interval, serial int GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (person, no));
                CREATE TABLE tag (id int PRIMARY KEY, name text UNIQUE);
                CREATE TABLE country (code text PRIMARY KEY, name text);
                INSERT INTO country VALUES ('NZ', 'New Zealand'), ('IS', 'Iceland')""");
        for (String shard : TestingShards.NAMES) {
            String held =
                    Map.of("s0", "true", "s1", "g < 100", "s2", "g >= 100").get(shard);
            TestingShards.execute(shard, """
                    INSERT INTO person SELECT g, 'p' || g FROM generate_series(1, 200) g WHERE HELD;
                    INSERT INTO orders OVERRIDING SYSTEM VALUE
                      SELECT g, n, 0.1 + g / 3.0::float8, '\\x00ff5c27', U&'\\202Eevil\\001B[31m' || E'it''s \\\\ \\n; DROP TABLE tag; --',
                        '2026-11-22 12:00+03', '1 mon -2 days', g * 10 + n
                      FROM generate_series(1, 200) g, generate_series(1, 2) n WHERE HELD;
                    INSERT INTO tag SELECT g, 't' || g FROM generate_series(1, 200) g WHERE HELD""".replace("HELD", held));
        }
        for (String target : List.of("s1", "s2")) {
            TestingShards.execute(target, """
                    ALTER DATABASE %1$s SET bytea_output = 'escape'; ALTER DATABASE %1$s SET extra_float_digits = -3;
                    ALTER DATABASE %1$s SET IntervalStyle = 'iso_8601'; ALTER DATABASE %1$s SET TimeZone = 'Asia/Tokyo'""".formatted(target));
        }
    }

    @AfterAll
    static void reset() throws SQLException {
        for (String target : List.of("s1", "s2")) {
            TestingShards.execute(target, "ALTER DATABASE %s RESET ALL".formatted(target));
        }
    }

    @Test
    void equalRowsOnTwoTargetsStayWhereTheyBelong() throws Exception {
        TestingShards.execute("s1", "INSERT INTO tag VALUES (150, 't150'), (151, 't151')");
        TestingShards.execute("s2", "INSERT INTO tag VALUES (7, 't7'), (8, 't8')");

        repaired();
    }

    @Test
    void theWrongOneOfTwoRowsIsPutRightWhereItBelongs() throws Exception {
        TestingShards.execute("s1", "INSERT INTO tag SELECT 150, 't150'; UPDATE tag SET name = 'other' WHERE id = 7");
        TestingShards.execute("s2", "INSERT INTO tag VALUES (7, 't7'); UPDATE tag SET name = 'other' WHERE id = 150");

        repaired();
    }

    @Test
    void rowsComeInAnOrderThatForeignKeysAllow() throws Exception {
        TestingShards.execute("s1", """
                DELETE FROM person WHERE id IN (3, 4);
                INSERT INTO person VALUES (999, 'extra');
                UPDATE orders SET person = 999, no = 7 WHERE person = 5 AND no = 1""");

        repaired();
    }

    @Test
    void aRowMakesRoomBeforeAnotherTakesItsPlace() throws Exception {
        TestingShards.execute("s1", "UPDATE tag SET id = -id WHERE id BETWEEN 1 AND 5");

        repaired();
    }

    @Test
    void whatTheDatabaseSetsOtherwiseHindersNoStatement() throws Exception {
        TestingShards.execute(
                "s2", "UPDATE orders SET note = 'lost', image = '\\x01', ratio = 1, span = '1 s' WHERE person = 150");
        TestingShards.execute("s1", "UPDATE orders SET at = NULL WHERE person = 50");

        repaired();
    }

    @Test
    void aCopyOfAReferenceTableIsRepairedAndASourceNever() throws Exception {
        TestingShards.execute("s2", "UPDATE country SET name = 'Island' WHERE code = 'IS'");
        repaired();

        TestingShards.execute("s1", "UPDATE country SET name = 'Island' WHERE code = 'IS'");
        StringBuilder script = new StringBuilder();
        verification(script, "s0", "s1")
                .target("s2", TestingShards.database("s2"))
                .run();
        assertThat(script.toString())
                .contains("-- public.country: 1 rows of s1 differ from those of s0; both are sources")
                .doesNotContain("Target s1");
    }

    @Test
    void whatNoUpdateCanSetIsNamed() throws Exception {
        TestingShards.execute("s1", """
                ALTER TABLE orders ALTER COLUMN serial SET GENERATED BY DEFAULT;
                UPDATE orders SET serial = -1 WHERE person = 5 AND no = 1;
                ALTER TABLE orders ALTER COLUMN serial SET GENERATED ALWAYS""");
        StringBuilder script = new StringBuilder();
        verify(script);

        assertThat(script.toString())
                .contains("-- public.orders, key [5, 1] differs in a column that no UPDATE can set")
                .doesNotContain("UPDATE public.orders");
    }

    @Test
    void aReviewerSeesEveryStatementOnOneLineAndAsItIs() throws Exception {
        TestingShards.execute("s1", """
                DELETE FROM orders WHERE person = 5;
                CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                CREATE TRIGGER touched BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch()""");
        StringBuilder script = new StringBuilder();
        verify(script);

        assertThat(script.toString().lines())
                .filteredOn(line -> line.contains("DROP TABLE"))
                .hasSize(2)
                .allMatch(line -> line.startsWith("INSERT INTO public.orders "));
        assertThat(script.toString())
                .doesNotContain("\u202E", "\u001B")
                .contains("-- public.orders: triggers act on these statements: touched");
    }

    @Test
    void namesHideNothingFromAReviewerEither() throws Exception {
        String table = "\"ta\nCOMMIT;\\\u202E\"\"\"";
        TestingShards.executeOnAll("CREATE TABLE %s (\"k\u001B\" int PRIMARY KEY, \"v\u202E\" text)".formatted(table));
        TestingShards.execute("s0", "INSERT INTO %s VALUES (1, 'right')".formatted(table));
        TestingShards.execute("s1", "INSERT INTO %s VALUES (1, 'wrong')".formatted(table));
        StringBuilder script = new StringBuilder();
        verify(script);

        assertThat(script.toString()).doesNotContain("\u202E", "\u001B", "\nCOMMIT;");
        repaired();
    }

    @Test
    void whatWasJudgedIsNotLostWithTheScript() throws Exception {
        TestingShards.execute("s1", "DELETE FROM tag WHERE id = 5");

        VerificationReport report = verify(new FullDisk());

        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.settings().get(Verification.REPAIR))
                .isEqualTo("it could not be written: No space left on device");
    }

    @Test
    void whatWasJudgedIsNotLostWhenItIsStopped(@TempDir Path folder) throws Exception {
        TestingShards.execute("s1", "DELETE FROM tag WHERE id = 5");

        VerificationReport report;
        try (Writer script = Files.newBufferedWriter(folder.resolve("repair.sql"))) {
            report = verification(script, "s0")
                    .target("s1", TestingShards.database("s1"))
                    .target("s2", TestingShards.database("s2"))
                    .run(new VerificationListener() {
                        @Override
                        public void judged(CheckResult result) {
                            if (result.check().equals("fullChecksum")) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    });
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.tables()).hasSize(4);
        assertThat(report.settings().get(Verification.REPAIR)).contains("it was stopped before");
    }

    /** Verifies, runs what is proposed, and verifies again. */
    private static void repaired() throws Exception {
        StringBuilder script = new StringBuilder();
        assertThat(verify(script).verdict()).isEqualTo(Verdict.FAIL);

        for (String part : script.toString().split("\n-- Target ")) {
            if (part.startsWith("s")) {
                TestingShards.execute(
                        part.substring(0, 2), part.substring(part.indexOf('\n')).replace("ROLLBACK;", "COMMIT;"));
            }
        }

        VerificationReport after = verify(new StringBuilder());
        assertThat(after.verdict()).as("%s%n%s", after.checks(), script).isEqualTo(Verdict.PASS);
        assertThat(after.settings().get(Verification.REPAIR)).startsWith("nothing is proposed");
    }

    private static VerificationReport verify(Appendable script) throws Exception {
        return verification(script, "s0")
                .target("s1", TestingShards.database("s1"))
                .target("s2", TestingShards.database("s2"))
                .run();
    }

    private static Verification verification(Appendable script, String... sources) {
        Verification verification =
                Verification.of(sources.length == 1 ? PLAN : withoutPlacement()).repair(script);
        for (String source : sources) {
            verification.source(source, TestingShards.database(source));
        }
        return verification;
    }

    private static VerificationPlan withoutPlacement() {
        return VerificationPlan.DEFAULT
                .withTables(new TableRules(List.of("country"), List.of("*"), List.of("country"), Map.of(), Map.of()))
                .withChecks(Set.of(CheckName.FULL_CHECKSUM))
                .withWritableRoleAllowed(true);
    }

    private static final class FullDisk implements Appendable {
        @Override
        public Appendable append(CharSequence text) throws IOException {
            throw new IOException("No space left on device");
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) throws IOException {
            return append(text);
        }

        @Override
        public Appendable append(char c) throws IOException {
            return append("");
        }
    }
}
