package dev.shardproof.verifier.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that are written to while they are judged, on servers that really replicate. */
class LiveJudgeIT {

    private static final String TABLES = """
            CREATE TABLE accounts (id bigint PRIMARY KEY, balance int NOT NULL, note text);
            CREATE TABLE pairs (a int, b text, v int, PRIMARY KEY (a, b));
            CREATE TABLE log (who bigint, what text);
            ALTER TABLE log REPLICA IDENTITY FULL;
            INSERT INTO accounts SELECT g, g % 100, 'n' || g FROM generate_series(1, 3000) g;
            INSERT INTO pairs SELECT g, 'x' || g, 1 FROM generate_series(1, 200) g;
            INSERT INTO log SELECT g % 50, 'twice' FROM generate_series(1, 500) g;
            """;
    private static final List<String> NAMES = List.of("accounts", "pairs", "log");

    private DataSource source;
    private DataSource target;
    private LiveSettings settings;
    private CheckResult rowCount;
    private int suspectsAtMost = 1_000;
    private Runnable onSources = () -> {};
    private Runnable onTargets = () -> {};

    @BeforeEach
    void subscribed() throws Exception {
        TestingReplication.subscribed(TABLES);
        source = TestingReplication.publisher();
        target = TestingReplication.subscriber();
        settings = new LiveSettings(true, 6, Duration.ofMillis(300), List.of());
    }

    @AfterAll
    static void unsubscribed() throws Exception {
        TestingReplication.unsubscribed();
    }

    @Test
    void tablesUnderLoadPass() throws Exception {
        try (TestingWriter writer = new TestingWriter(source, load())) {
            await().until(() -> writer.writes() > 100);
            // The first snapshot of the source does not see what the first one of the target sees for certain.
            onSources = () -> overtake(2500);
            CheckResult result = judge();

            assertThat(result.verdict()).as(result.summary() + result.facts()).isEqualTo(Verdict.PASS);
            assertThat(result.facts().get("public.accounts, s0 → t0")).contains("in doubt");
            assertThat(rowCount.verdict()).as(rowCount.summary()).isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void damageUnderLoadIsNamedExactly() throws Exception {
        try (TestingWriter writer = new TestingWriter(source, load())) {
            await().until(() -> writer.writes() > 100);
            TestingReplication.execute(target, """
                    UPDATE accounts SET balance = balance + 1 WHERE id = 2001;
                    DELETE FROM accounts WHERE id = 2002;
                    INSERT INTO accounts VALUES (-7, 0, 'extra'), (-8, 0, 'extra');
                    UPDATE pairs SET v = 9, b = b WHERE a = 150;
                    INSERT INTO log VALUES (7, 'twice')""");
            CheckResult result = judge();

            assertThat(result.verdict()).as(result.summary() + result.facts()).isEqualTo(Verdict.FAIL);
            assertThat(result.findings())
                    .extracting(finding -> finding.kind() + " " + finding.table() + " "
                            + finding.key().replaceAll("row .*", "row") + ": " + finding.detail())
                    .containsExactlyInAnyOrder(
                            "DIFFERENT public.accounts 2001: differs in balance",
                            "MISSING public.accounts 2002: s0 has the row, t0 has not",
                            "EXTRA public.accounts -7: t0 has the row, s0 has not",
                            "EXTRA public.accounts -8: t0 has the row, s0 has not",
                            "DIFFERENT public.pairs a=150, b=x150: differs in v",
                            "EXTRA public.log row: t0 has the row, s0 has not");
            assertThat(rowCount.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(rowCount.findings())
                    .extracting(Finding::table)
                    .containsExactlyInAnyOrder("public.accounts", "public.log");
            assertThat(rowCount.findings().get(0).detail()).startsWith("+1 rows stay on t0");
        }
    }

    @Test
    void aHotRowThatIsReplicatedIsNeverDamage() throws Exception {
        LongFunction<String> toAndFro = i -> "UPDATE accounts SET balance = %d WHERE id = 5; SELECT 1".formatted(i % 2);
        try (TestingWriter writer = new TestingWriter(source, toAndFro)) {
            await().until(() -> writer.writes() > 100);
            CheckResult result = judge();

            assertThat(result.verdict()).as(result.summary() + result.facts()).isIn(Verdict.PASS, Verdict.INCONCLUSIVE);
        }
    }

    @Test
    void aHotRowThatNeverAgreesIsInconclusiveAndNotDropped() throws Exception {
        TestingReplication.execute(target, """
                CREATE FUNCTION off_by_one() RETURNS trigger LANGUAGE plpgsql AS
                  $$ BEGIN NEW.balance := NEW.balance + 1; RETURN NEW; END $$;
                CREATE TRIGGER off BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION off_by_one();
                ALTER TABLE accounts ENABLE ALWAYS TRIGGER off""");
        try (TestingWriter writer =
                new TestingWriter(source, i -> "UPDATE accounts SET balance = %d WHERE id = 5".formatted(10 * i))) {
            await().until(() -> writer.writes() > 100);
            CheckResult result = judge();

            assertThat(result.verdict()).as(result.summary() + result.facts()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(result.summary()).startsWith("1 rows never settled");
            assertThat(result.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.key()).isEqualTo("5");
                assertThat(finding.detail()).isEqualTo("unsettled after 6 readings: differs in balance");
            });
            assertThat(rowCount.verdict()).isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void aSubscriptionThatStopsInTheMiddleIsInconclusive() throws Exception {
        settings = new LiveSettings(true, 2, Duration.ofMillis(100), List.of());
        onSources = () -> overtake(2500); // a suspect of the first look
        onTargets = () -> {
            onTargets = () -> {};
            try {
                TestingReplication.execute(target, "ALTER SUBSCRIPTION verified DISABLE");
                TestingReplication.execute(source, "UPDATE accounts SET note = 'again' WHERE id = 2500");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        };
        CheckResult result = judge();

        assertThat(result.verdict()).as(result.summary() + result.facts()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.summary())
                .contains("1 rows never settled: the targets were not up to date after 1 s: slot verified of s0 is ")
                .contains("nobody reads from it");
        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.key()).isEqualTo("2500");
            assertThat(finding.detail()).isEqualTo("unsettled after 2 readings: differs in note");
        });
    }

    @Test
    void rowsThatAreDeletedWhileInDoubtAreSettled() throws Exception {
        TestingReplication.execute(target, "INSERT INTO accounts VALUES (-9, 0, 'gone soon')");
        boolean[] first = {true};
        onTargets = () -> {
            if (first[0]) {
                first[0] = false; // the snapshots of the first look stand: the suspect goes away behind their back
                return;
            }
            try {
                TestingReplication.execute(target, "DELETE FROM accounts WHERE id = -9");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        CheckResult result = judge();

        assertThat(result.verdict()).as(result.summary() + result.facts()).isEqualTo(Verdict.PASS);
        assertThat(result.facts().get("public.accounts, s0 → t0"))
                .contains("1 of them in doubt")
                .contains("1 settled");
    }

    @Test
    void aTableThatIsNotThereIsInconclusiveAndTheOthersAreJudged() throws Exception {
        TestingReplication.execute(target, "DROP TABLE pairs; UPDATE accounts SET note = 'x' WHERE id = 3");
        CheckResult result = judge();

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).extracting(Finding::key).containsExactly("3");
        assertThat(result.facts()).containsKey("public.pairs, not judged");
    }

    @Test
    void aTableThatWasEmptiedIsCountedExactly() throws Exception {
        suspectsAtMost = 5_000;
        TestingReplication.execute(target, "DELETE FROM accounts WHERE id > 1000");
        CheckResult result = judge();

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findingsTotal()).isEqualTo(2_000);
        assertThat(rowCount.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail())
                        .matches("-2000 rows stay on t0 after \\d readings \\(at first s0 had 3000 rows, t0 1000\\)"));
    }

    @Test
    void moreSuspectsThanCanBeRememberedAreNoPass() throws Exception {
        suspectsAtMost = 0;
        TestingReplication.execute(target, "UPDATE accounts SET note = 'x' WHERE id <= 30");
        CheckResult result = judge();

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.summary()).isEqualTo("30 rows never settled");
        assertThat(result.facts().get("public.accounts, s0 → t0")).endsWith("30 more were not read again");
    }

    @Test
    void aRowThatAnIndexHidesIsNotDropped() throws Exception {
        String flag = "UPDATE pg_index SET indisready = %s WHERE indexrelid = 'accounts_pkey'::regclass";
        TestingReplication.execute(target, flag.formatted("false"));
        TestingReplication.execute(target, "INSERT INTO accounts VALUES (-9, 0, 'not in the index')");
        TestingReplication.execute(target, flag.formatted("true"));
        CheckResult result = judge();

        assertThat(result.verdict()).as(result.summary() + result.facts()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.findings()).extracting(Finding::key).containsExactly("-9");
        assertThat(result.summary()).contains("an index of public.accounts hides rows");
    }

    @Test
    void aPhysicalStandbyUnderLoadPasses() throws Exception {
        target = TestingReplication.standby();
        TestingReplication.letQueriesDelayReplay("30s");
        TestingReplication.catchUp();
        settings = new LiveSettings(true, 6, Duration.ofMillis(300), List.of("verified"));
        LongFunction<String> updates =
                i -> "UPDATE accounts SET balance = balance + 1 WHERE id = %d".formatted(i % 3000);
        try (TestingWriter writer = new TestingWriter(source, updates)) {
            await().until(() -> writer.writes() > 100);
            CheckResult result = judge();

            assertThat(result.verdict()).as(result.summary() + result.facts()).isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void aStandbyThatTakesTheSnapshotAwayIsReadAgain() throws Exception {
        standbyThatDoesNotWait();
        int[] conflicts = {1};
        int[] opened = {0};
        onTargets = () -> {
            opened[0]++;
            conflict(conflicts);
        };
        CheckResult result = judge();

        assertThat(opened[0]).as("one more than there are tables").isEqualTo(4);
        assertThat(result.verdict()).as(result.summary() + result.facts()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aStandbyThatTakesEverySnapshotAwayIsInconclusiveAndSaysWhatToSet() throws Exception {
        standbyThatDoesNotWait();
        int[] conflicts = {100};
        onTargets = () -> conflict(conflicts);
        CheckResult result = judge();

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.facts().get("public.accounts, not judged"))
                .contains("the snapshot was lost in each of 3 attempts: set hot_standby_feedback = on");
    }

    /** The source is another server than the standby's primary: a snapshot there would keep the rows on the standby too. */
    private void standbyThatDoesNotWait() throws Exception {
        source = TestingReplication.subscriber();
        target = TestingReplication.standby();
        TestingReplication.letQueriesDelayReplay("50ms");
        TestingReplication.catchUp();
    }

    /** Changes a row on the source and waits until the target has the change. */
    private void overtake(int id) {
        onSources = () -> {};
        try {
            TestingReplication.execute(source, "UPDATE accounts SET note = 'later' WHERE id = " + id);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        await().until(() -> TestingReplication.query(target, "SELECT note FROM accounts WHERE id = " + id)
                .equals("later"));
    }

    /** Removes rows that a snapshot on the standby still sees, and waits until the standby has done so too. */
    private static void conflict(int[] left) {
        if (left[0] == 0) {
            return;
        }
        left[0]--;
        try {
            TestingReplication.execute(
                    TestingReplication.publisher(), "UPDATE accounts SET note = note || '' WHERE id % 3 = 0");
            TestingReplication.execute(TestingReplication.publisher(), "VACUUM accounts");
            TestingReplication.execute(TestingReplication.publisher(), "VACUUM pairs");
            TestingReplication.catchUp();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Inserts, updates and deletes all over; rows from 2001 to 2010 and keys below 1 are left alone. */
    private static LongFunction<String> load() {
        SplittableRandom random = new SplittableRandom(42);
        return i -> {
            int id = 1 + random.nextInt(2_000);
            return switch (random.nextInt(6)) {
                case 0 -> "INSERT INTO accounts VALUES (%d, 1, 'new')".formatted(10_000 + i);
                case 1 -> "DELETE FROM accounts WHERE id = (SELECT max(id) FROM accounts WHERE id > 10000)";
                case 2 -> "INSERT INTO log VALUES (%d, 'load')".formatted(i);
                case 3 -> "UPDATE pairs SET v = v + 1 WHERE a = %d".formatted(id % 100);
                default -> "UPDATE accounts SET balance = balance + 1 WHERE id = %d".formatted(id);
            };
        };
    }

    private CheckResult judge() throws Exception {
        TestingLiveRun run = new TestingLiveRun(
                List.of(new ShardDatabase("s0", source)),
                List.of(new ShardDatabase("t0", target)),
                NAMES.stream()
                        .map(name -> TableMapping.same(TableSpec.sharded("public", name)))
                        .toList(),
                settings);
        run.onSources = () -> onSources.run();
        run.onTargets = () -> onTargets.run();
        run.suspectsAtMost = suspectsAtMost;
        CheckResult result = run.judge();
        rowCount = run.rowCount;
        return result;
    }
}
