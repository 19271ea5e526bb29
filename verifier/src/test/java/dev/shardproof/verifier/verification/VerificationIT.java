package dev.shardproof.verifier.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.plan.Manners;
import dev.shardproof.verifier.plan.SampleSettings;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.plan.Topology;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.report.VerificationReport;
import dev.shardproof.verifier.table.ImageForm;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two sources against three targets, in databases of one server. */
class VerificationIT {

    private static final List<String> DATABASES = List.of("s0", "s1", "t0", "t1", "t2");
    private static final Set<CheckName> ROW_CHECKS =
            EnumSet.of(CheckName.ROW_COUNT, CheckName.FULL_CHECKSUM, CheckName.SAMPLED_CHECKSUM, CheckName.PLACEMENT);
    private static final Topology THIRDS = new Topology(
            KeySpace.PLAIN,
            List.of(
                    new OwnedRange(KeyInterval.below(100), "t0"),
                    new OwnedRange(KeyInterval.of(100, 200), "t1"),
                    new OwnedRange(KeyInterval.from(200), "t2")));

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
    void fill() throws SQLException {
        for (String database : DATABASES) {
            boolean target = database.startsWith("t");
            execute(database, """
                    DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS shop CASCADE;
                    CREATE SCHEMA shop;
                    CREATE TABLE %s (id int PRIMARY KEY, %s text, seen timestamptz DEFAULT now());
                    CREATE TABLE country (code text PRIMARY KEY, name text);
                    INSERT INTO country VALUES ('NZ', 'New Zealand'), ('IS', 'Iceland');
                    CREATE TABLE log (customer int NOT NULL, line text)""".formatted(target ? "shop.client" : "customer", target ? "label" : "name"));
            String held = switch (database) {
                case "s0" -> "g % 2 = 0";
                case "s1" -> "g % 2 = 1";
                case "t0" -> "g < 100";
                case "t1" -> "g BETWEEN 100 AND 199";
                default -> "g >= 200";
            };
            execute(database, """
                    INSERT INTO %s SELECT g, 'name ' || g FROM generate_series(1, 300) g WHERE %s;
                    INSERT INTO log SELECT g, 'twice' FROM generate_series(1, 300) g, generate_series(1, 2) WHERE %s""".formatted(target ? "shop.client" : "customer", held, held));
        }
    }

    @Test
    void rowsThatWereSpreadOtherwiseAreStillTheSame() throws Exception {
        VerificationReport report = verification().run();

        assertThat(report.checks())
                .as("%s", report.checks())
                .hasSize(4)
                .extracting(CheckResult::verdict)
                .containsOnly(Verdict.PASS);
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.tables())
                .extracting(table -> table.source() + ">" + table.target() + " " + table.sourceRows())
                .containsExactly(
                        "public.country>public.country 2",
                        "public.customer>shop.client 300",
                        "public.log>public.log 600");
    }

    @Test
    void aChangedRowIsNamedByTheSourcesColumnName() throws Exception {
        execute("t1", "UPDATE shop.client SET label = 'other' WHERE id = 150");

        CheckResult result = verification().run().check("fullChecksum").orElseThrow();

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).hasSize(1).first().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.DIFFERENT);
            assertThat(finding.table()).isEqualTo("public.customer");
            assertThat(finding.key()).isEqualTo("150");
            assertThat(finding.detail()).matches("differs in name: name hmac:[0-9a-f]{16} → hmac:[0-9a-f]{16}");
        });
    }

    @Test
    void aRowOnTwoTargetsIsOneTooMany() throws Exception {
        execute("t0", "INSERT INTO shop.client (id, label) VALUES (150, 'name 150')");

        VerificationReport report = verification().run();

        assertThat(report.checks())
                .filteredOn(result -> result.verdict() == Verdict.FAIL)
                .extracting(CheckResult::check)
                .containsExactlyInAnyOrder("rowCount", "fullChecksum", "sampledChecksum", "placement");
        assertThat(report.check("fullChecksum").orElseThrow().findings())
                .extracting(finding -> finding.kind() + " " + finding.key())
                .containsExactly("EXTRA 150");
    }

    @Test
    void everyCopyOfAReferenceTableIsComparedAndNoneIsAddedUp() throws Exception {
        execute("t2", "UPDATE country SET name = 'Island' WHERE code = 'IS'");

        CheckResult result = verification().run().check("fullChecksum").orElseThrow();

        assertThat(result.findings()).extracting(Finding::shard).containsExactly("s0 → t2");
    }

    @Test
    void aTableThatCanNotBeReadDoesNotHideTheOthers() throws Exception {
        execute("t1", "ALTER TABLE log DROP COLUMN line; UPDATE shop.client SET label = NULL WHERE id = 150");

        CheckResult result = verification().run().check("fullChecksum").orElseThrow();

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).extracting(Finding::key).containsExactly("150");
        assertThat(result.facts().get("public.log, not judged")).contains("line is missing on t1");
    }

    @Test
    void aTableThatCanNotBeReadIsNoPass() throws Exception {
        execute("t1", "DROP TABLE log");

        VerificationReport report = verification().run();

        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.check("rowCount").orElseThrow().summary())
                .contains("shard t1: table public.log is not there");
    }

    @Test
    void aTableThatSomebodyHoldsLockedDoesNotHideTheOthers() throws Exception {
        execute("t2", "UPDATE shop.client SET label = 'other' WHERE id = 250");
        VerificationReport report;
        try (Connection holder = server.get("t1").getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE log IN ACCESS EXCLUSIVE MODE");
            report = verification(EnumSet.of(CheckName.FULL_CHECKSUM)).run();
            holder.rollback();
        }

        CheckResult result = report.check("fullChecksum").orElseThrow();
        assertThat(result.findings()).extracting(Finding::key).containsExactly("250");
        assertThat(report.tables())
                .filteredOn(table -> !table.unjudged().isEmpty())
                .singleElement()
                .satisfies(table -> assertThat(table.unjudged()).contains("shard t1", "public.log", "lock timeout"));
    }

    @Test
    void aTableThatIsDroppedMeanwhileDoesNotHideTheOthers() throws Exception {
        execute("t2", "UPDATE shop.client SET label = 'other' WHERE id = 250");

        VerificationReport report = verification().run(new VerificationListener() {
            @Override
            public void begins(String what) {
                if (what.startsWith("Comparing")) {
                    drop();
                }
            }
        });

        assertThat(report.check("fullChecksum").orElseThrow().findings())
                .extracting(Finding::key)
                .containsExactly("250");
        assertThat(report.tables())
                .filteredOn(table -> !table.unjudged().isEmpty())
                .singleElement()
                .satisfies(table -> assertThat(table.unjudged()).contains("shard t1", "public.log"));
    }

    private static void drop() {
        try {
            execute("t1", "DROP TABLE log");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void serversAreNeededOnBothSidesAndEachHasItsName() {
        assertThatThrownBy(() -> Verification.of(VerificationPlan.DEFAULT)
                        .source("a", server.get("postgres"))
                        .run())
                .hasMessageContaining("1 sources and 0 targets");
        assertThatThrownBy(() -> Verification.of(VerificationPlan.DEFAULT)
                        .source("a", server.get("postgres"))
                        .target("a", server.get("postgres"))
                        .run())
                .hasMessageContaining("two servers are called a");
    }

    private static Verification verification() {
        return verification(ROW_CHECKS);
    }

    private static Verification verification(Set<CheckName> checks) {
        TableRules rules = new TableRules(
                List.of(),
                List.of(),
                List.of("country"),
                Map.of("customer", "id", "log", "customer"),
                Map.of(
                        "public.customer",
                        new TableRules.Mapping("shop.client", Map.of("name", "label"), Set.of("seen"))));
        VerificationPlan plan = new VerificationPlan(
                rules,
                Optional.of(THIRDS),
                checks,
                ImageForm.EXACT,
                SampleSettings.DEFAULT,
                LiveSettings.STILL,
                Manners.DEFAULT,
                7,
                true,
                false,
                false);
        Verification verification = Verification.of(plan);
        for (String database : DATABASES) {
            if (database.startsWith("s")) {
                verification.source(database, server.get(database));
            } else {
                verification.target(database, server.get(database));
            }
        }
        return verification;
    }

    private static void execute(String database, String sql) throws SQLException {
        server.execute(database, sql);
    }
}
