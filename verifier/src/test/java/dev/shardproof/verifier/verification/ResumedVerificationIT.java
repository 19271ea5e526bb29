package dev.shardproof.verifier.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.pace.ScanState;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.report.VerificationReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a resumed verification says when the data, the plan or the servers are not what they were. */
class ResumedVerificationIT {

    private static final Map<String, String> HELD = Map.of("s0", "true", "t0", "g % 2 = 0", "t1", "g % 2 = 1");
    private static final int STOP_AFTER = 150;

    private static TestingDatabases server;

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();

    @BeforeAll
    static void start() throws Exception {
        server = TestingDatabases.start(HELD.keySet());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    /** Half-empty pages: a row that is updated stays on its page. */
    @BeforeEach
    void fill() throws SQLException {
        for (Map.Entry<String, String> database : HELD.entrySet()) {
            execute(database.getKey(), """
                    DROP SCHEMA public CASCADE; CREATE SCHEMA public;
                    CREATE TABLE country (code text PRIMARY KEY);
                    INSERT INTO country VALUES ('NZ'), ('IS');
                    CREATE TABLE item (id int PRIMARY KEY, note text) WITH (fillfactor = 40, autovacuum_enabled = false);
                    INSERT INTO item SELECT g, repeat('x', 60) || g FROM generate_series(1, 6000) g WHERE %s;
                    CREATE TABLE log (line text) WITH (autovacuum_enabled = false);
                    INSERT INTO log SELECT 'line ' || g FROM generate_series(1, 3000) g WHERE %s""".formatted(database.getValue(), database.getValue()));
        }
    }

    @Test
    void aRowThatWasPutRightMeanwhileIsNoFinding() throws Exception {
        execute("t0", "UPDATE item SET note = 'bad' WHERE id = 2");
        stopHalfWay();
        execute("t0", "UPDATE item SET note = repeat('x', 60) || id WHERE id = 2");

        VerificationReport report = resume();

        assertThat(report.verdict()).as("%s", report.checks()).isEqualTo(Verdict.PASS);
        assertThat(report.settings().get("resumed")).contains("half done");
    }

    @Test
    void aRowThatCameMeanwhileIsNoFinding() throws Exception {
        execute("t0", "DELETE FROM item WHERE id = 2");
        stopHalfWay();
        execute("t0", "INSERT INTO item VALUES (2, repeat('x', 60) || 2)");

        assertThat(resume().verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void whatIsStillWrongIsNamedAndWhatWasPutRightIsNot() throws Exception {
        execute("t0", "UPDATE item SET note = 'bad' WHERE id IN (2, 4, 5998)");
        stopHalfWay();
        execute("t0", "UPDATE item SET note = repeat('x', 60) || id WHERE id = 2");

        VerificationReport report = resume();

        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.check("fullChecksum").orElseThrow().findings())
                .extracting(finding -> finding.kind() + " " + finding.key())
                .containsExactlyInAnyOrder("DIFFERENT 4", "DIFFERENT 5998");
    }

    @Test
    void whateverHappenedMeanwhileEqualDataNeverFail() throws Exception {
        for (int seed = 0; seed < 4; seed++) {
            fill();
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 20; i++) {
                execute("t" + random.nextInt(2), damage(random, 1 + random.nextInt(6000)));
            }
            stopHalfWay();
            for (String target : List.of("t0", "t1")) {
                String held = HELD.get(target);
                execute(target, """
                        DELETE FROM item; INSERT INTO item SELECT g, repeat('x', 60) || g
                        FROM generate_series(1, 6000) g WHERE %s ORDER BY random();
                        DELETE FROM log WHERE line NOT LIKE 'line%%'""".formatted(held));
            }
            // Both sides change, too: what was read of the source is stale as well.
            execute("s0", "UPDATE item SET note = 'new' WHERE id = 10");
            execute("t0", "UPDATE item SET note = 'new' WHERE id = 10");

            VerificationReport report = resume();

            assertThat(report.verdict())
                    .as("seed %d: %s", seed, report.checks())
                    .isEqualTo(Verdict.PASS);
            Files.deleteIfExists(checkpoint());
        }
    }

    private static String damage(SplittableRandom random, int id) {
        return switch (random.nextInt(4)) {
            case 0 -> "DELETE FROM item WHERE id = " + id;
            case 1 -> "UPDATE item SET note = 'bad' WHERE id = " + id;
            case 2 -> "INSERT INTO item VALUES (%d, 'more')".formatted(10_000 + id + random.nextInt(1 << 20));
            default -> "INSERT INTO log VALUES ('more')";
        };
    }

    @Test
    void damageDoneSinceToWhatWasReadIsNotSeenAndTheReportSaysSo() throws Exception {
        stopHalfWay();
        execute("t0", "UPDATE item SET note = 'bad' WHERE id = 2");

        VerificationReport report = resume();

        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.settings().get("resumed")).contains("what was damaged there since then is not seen");
        assertThat(run(STOP_AFTER * 100, plan -> plan).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aTableThatWasWrittenAnewIsScannedAnew() throws Exception {
        stopHalfWay();
        for (String database : HELD.keySet()) {
            execute(database, "UPDATE item SET note = 'bad' WHERE id = 2");
            execute(database, "VACUUM FULL item");
        }
        execute("t0", "UPDATE item SET note = 'worse' WHERE id = 2");

        VerificationReport report = resume();

        assertThat(report.check("fullChecksum").orElseThrow().findings())
                .extracting(finding -> finding.key())
                .containsExactly("2");
        assertThat(report.settings().get("resumed")).contains("and 0 half done");
    }

    @Test
    void keysBeyondTheOldOnesDoNotMakeItBeginAnew() throws Exception {
        stopHalfWay();
        for (String database : List.of("s0", "t0")) {
            execute(database, "INSERT INTO item VALUES (10000000, 'far away')");
        }

        VerificationReport report = resume();

        assertThat(report.verdict()).as("%s", report.checks()).isEqualTo(Verdict.PASS);
        assertThat(report.settings().get("resumed")).containsPattern("and [1-3] half done");
    }

    @Test
    void outOfTimeItLeavesACheckpointAndTheNextNightGoesOn() throws Exception {
        int nights = 0;
        VerificationReport report;
        do {
            report = resume(plan -> TestingVerificationProcess.plan(1, Optional.of(Duration.ofHours(2))));
            assertThat(++nights).isLessThan(30);
            if (report.verdict() == Verdict.INCONCLUSIVE) {
                assertThat(checkpoint()).exists();
                assertThat(report.check("fullChecksum").orElseThrow().toString())
                        .contains("out of time", "or resume");
            }
        } while (report.verdict() == Verdict.INCONCLUSIVE);

        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(nights).isGreaterThan(1);
        assertThat(checkpoint()).doesNotExist();
        assertThat(report.check("rowCount").orElseThrow().summary()).isEqualTo("9,004 rows on both sides");
    }

    @Test
    void aCheckpointOfAnotherPlanIsRefusedAndKept() throws Exception {
        stopHalfWay();
        TableRules rules = new TableRules(List.of(), List.of("log"), List.of("country"), Map.of(), Map.of());

        assertThatThrownBy(() -> resume(plan -> plan.withTables(rules)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("belongs to another verification")
                .hasMessageContaining("tables of the plan");
        assertThat(checkpoint()).exists();
    }

    @Test
    void aCheckpointOfOtherColumnsIsRefused() throws Exception {
        stopHalfWay();
        for (String database : HELD.keySet()) {
            execute(database, "ALTER TABLE item ADD COLUMN more int");
        }

        assertThatThrownBy(() -> resume())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("columns of source public.item, columns of target public.item");
    }

    @Test
    void aCheckpointOfOtherServersIsRefused() throws Exception {
        stopHalfWay();

        assertThatThrownBy(() -> Verification.of(TestingVerificationProcess.plan(1, Optional.empty()))
                        .source("s0", server.get("s0"))
                        .target("t0", server.get("t1"))
                        .target("t1", server.get("t0"))
                        .checkpoint(checkpoint())
                        .run())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("server t0, server t1");
    }

    @Test
    void aCheckpointThatCanNotHelpIsNotLeftAside() throws Exception {
        stopHalfWay();

        assertThatThrownBy(() -> resume(plan -> withChecks(plan, Set.of(CheckName.ROW_COUNT), LiveSettings.STILL)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("nothing to resume");
        assertThatThrownBy(() -> resume(plan -> withChecks(plan, plan.checks(), LiveSettings.LIVE)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("tables that stand still");
    }

    private static VerificationPlan withChecks(VerificationPlan plan, Set<CheckName> checks, LiveSettings live) {
        return new VerificationPlan(
                plan.tables(),
                plan.topology(),
                checks,
                plan.compare(),
                plan.sample(),
                live,
                plan.manners(),
                plan.seed(),
                plan.allowWritableRole(),
                plan.showValues(),
                plan.selfTest());
    }

    /** Every shard has then read, and written down, some pages of the table of items. */
    private void stopHalfWay() throws Exception {
        VerificationReport report = run(STOP_AFTER, plan -> plan);
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.settings().get("checkpoint")).contains("resume to go on");
        assertThat(checkpoint()).isNotEmptyFile();
    }

    private VerificationReport resume() throws Exception {
        return resume(plan -> plan);
    }

    private VerificationReport resume(UnaryOperator<VerificationPlan> change) throws Exception {
        VerificationReport report = run(Integer.MAX_VALUE, change);
        if (report.verdict() != Verdict.INCONCLUSIVE) {
            assertThat(checkpoint()).doesNotExist();
        }
        return report;
    }

    /** @param chunks after how many of them it is stopped */
    private VerificationReport run(int chunks, UnaryOperator<VerificationPlan> change) throws Exception {
        Thread caller = Thread.currentThread();
        AtomicInteger read = new AtomicInteger();
        VerificationPlan plan = change.apply(TestingVerificationProcess.plan(1, Optional.empty()));
        try {
            return Verification.of(plan)
                    .source("s0", server.get("s0"))
                    .target("t0", server.get("t0"))
                    .target("t1", server.get("t1"))
                    // A look at this clock takes five seconds: chunks are of one page, and saved often.
                    .clock(InstantSource.system(), () -> nanos.addAndGet(5_000_000_000L))
                    .checkpoint(checkpoint())
                    .run(new VerificationListener() {
                        @Override
                        public void progress(ScanState state) {
                            if (read.incrementAndGet() == chunks) {
                                caller.interrupt();
                            }
                        }
                    });
        } finally {
            Thread.interrupted();
        }
    }

    private Path checkpoint() {
        return folder.resolve("checkpoint");
    }

    private static void execute(String database, String sql) throws SQLException {
        server.execute(database, sql);
    }
}
