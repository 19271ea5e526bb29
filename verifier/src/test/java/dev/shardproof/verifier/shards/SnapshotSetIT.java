package dev.shardproof.verifier.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableSpec;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotSetIT {

    private static final TableSpec T = TableSpec.reference("public", "t");

    @Test
    void dataChangedAfterTheSnapshotDoesNotMatter() throws Exception {
        TestingShards.filled();
        try (SnapshotSet snapshots = TestingShards.snapshots()) {
            TestingShards.execute("s2", "UPDATE orders SET note = 'later'; TRUNCATE log; DELETE FROM currencies");

            Map<String, CheckResult> results = TestingShards.judge(
                    snapshots, List.of(TestingShards.ORDERS, TestingShards.LINES, TestingShards.CURRENCIES));

            assertThat(results.values()).extracting(CheckResult::verdict).containsOnly(Verdict.PASS);
        }
        assertThat(TestingShards.judge(TestingShards.TABLES).get("fullChecksum").verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void everySessionOfAShardSeesTheSameSnapshot() throws Exception {
        TestingShards.empty();
        TestingShards.executeOnAll("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)");
        try (SnapshotSet.Prepared prepared = prepare()) {
            TestingShards.execute("s0", "INSERT INTO t VALUES (2)");
            try (SnapshotSet snapshots = prepared.take();
                    ShardReader reader = snapshots.openReader("s0")) {
                TestingShards.execute("s0", "INSERT INTO t VALUES (3)");
                assertThat(reader.counts(snapshots.layout(T), List.of(Slice.WHOLE))[0])
                        .as("rows before the snapshot count, also if written after the sessions were prepared")
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void noCheckMovesTheWalPosition() throws Exception {
        TestingShards.filled();
        TestingShards.executeOnAll("VACUUM FREEZE");
        TestingShards.execute("s0", "CHECKPOINT");
        // Whoever reads a page first lets the server set hint bits, which a server with page checksums logs.
        TestingShards.judge(TestingShards.TABLES);
        String before = TestingShards.query("s0", "SELECT pg_current_wal_insert_lsn()");

        Map<String, CheckResult> results = TestingShards.judge(TestingShards.TABLES);

        assertThat(results.values()).extracting(CheckResult::verdict).containsOnly(Verdict.PASS);
        assertThat(TestingShards.query("s0", "SELECT pg_current_wal_insert_lsn()"))
                .isEqualTo(before);
    }

    @Test
    void theCatalogueIsNotReadFromEndToEndForEachTable() throws Exception {
        int tables = 30;
        TestingShards.empty();
        for (int i = 0; i < tables; i++) {
            TestingShards.executeOnAll("CREATE TABLE c%d (id int PRIMARY KEY, v text)".formatted(i));
        }
        long before = scansOfTheCatalogue();
        try (SnapshotSet snapshots = TestingShards.snapshots()) {
            for (int i = 0; i < tables; i++) {
                TableLayout table = snapshots.layout(TableSpec.reference("public", "c" + i));
                snapshots.onEach(List.of("s0"), reader -> reader.size(table));
            }
        }
        assertThat(scansOfTheCatalogue() - before).isLessThan(tables);
    }

    /** Sessions tell at their end what they have scanned. */
    private static long scansOfTheCatalogue() throws Exception {
        await().until(() -> TestingShards.query(
                        "s0",
                        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
                .equals("0"));
        return Long.parseLong(
                TestingShards.query(
                        "s0",
                        "SELECT sum(seq_scan) FROM pg_stat_sys_tables WHERE relname IN ('pg_attribute', 'pg_class', 'pg_constraint', 'pg_index', 'pg_inherits')"));
    }

    @Test
    void hostileNamesAreOnlyNames() throws Exception {
        String table = "x\"; drop table r; --";
        String column = "k' ; \"DROP\" ?";
        String quotedTable = "\"" + table.replace("\"", "\"\"") + "\"";
        String quotedColumn = "\"" + column.replace("\"", "\"\"") + "\"";
        TestingShards.empty();
        TestingShards.executeOnAll("CREATE SCHEMA IF NOT EXISTS \"Ünder%s\"; CREATE TABLE IF NOT EXISTS r (i int);"
                + "DROP TABLE IF EXISTS \"Ünder%s\"." + quotedTable + ";"
                + "CREATE TABLE \"Ünder%s\"." + quotedTable + " (" + quotedColumn + " bigint PRIMARY KEY, v text)");
        for (String shard : TestingShards.NAMES) {
            TestingShards.execute(
                    shard,
                    "INSERT INTO \"Ünder%s\"." + quotedTable
                            + " SELECT g, 'a' FROM generate_series(1, 50) g WHERE hashint8extended(g, 0) BETWEEN 0 AND 4611686018427387903"
                            + (shard.equals("s0") ? " AND false" : ""));
        }
        List<TableSpec> tables = List.of(TableSpec.sharded("Ünder%s", table, column, KeySpace.HASHED));

        Map<String, CheckResult> clean = TestingShards.judge(tables);
        TestingShards.execute("s2", "UPDATE \"Ünder%s\"." + quotedTable + " SET v = 'b'");
        Map<String, CheckResult> damaged = TestingShards.judge(tables);

        assertThat(clean.values()).extracting(CheckResult::verdict).containsOnly(Verdict.PASS);
        assertThat(damaged.get("fullChecksum").findings()).allSatisfy(finding -> {
            assertThat(finding.table()).isEqualTo("Ünder%s." + table);
            assertThat(finding.detail()).isEqualTo("differs in v");
        });
        assertThat(TestingShards.query("s0", "SELECT count(*) FROM r")).isEqualTo("0");
    }

    @Test
    void whatCanNotBeComparedIsSaidPlainly() throws Exception {
        TestingShards.empty();
        TestingShards.executeOnAll("CREATE TABLE t (id int PRIMARY KEY, v text); CREATE VIEW w AS SELECT 1 AS id");
        TestingShards.execute("s1", "ALTER TABLE t RENAME v TO u");
        try (SnapshotSet snapshots = TestingShards.snapshots()) {
            assertThatThrownBy(() -> snapshots.layout(TableSpec.reference("public", "T")))
                    .isInstanceOf(SourceException.class)
                    .hasMessageMatching("shard s\\d: table public.T is not there .*");
            assertThatThrownBy(() -> snapshots.layout(TableSpec.reference("public", "w")))
                    .hasMessageContaining("is no table but a view");
            assertThatThrownBy(() -> snapshots.layout(T))
                    .hasMessageContaining("u is missing on s0, s2; v is missing on s1");
        }
        TestingShards.execute("s1", "ALTER TABLE t RENAME u TO v");
        try (SnapshotSet snapshots = TestingShards.snapshots()) {
            assertThatThrownBy(() -> snapshots.layout(TableSpec.sharded("public", "t", "no", KeySpace.HASHED)))
                    .hasMessageContaining("has no column no to be sharded by; it has [id, v]");
            assertThatThrownBy(() -> snapshots.layout(TableSpec.sharded("public", "t", "v", KeySpace.PLAIN)))
                    .hasMessageContaining("allowed are smallint, integer and bigint");
        }
    }

    @Test
    void rowsHiddenByAPolicyAreAnErrorAndNoPass() throws Exception {
        TestingShards.filled();
        TestingShards.executeOnAll("""
                DO $$ BEGIN CREATE ROLE auditor LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
                GRANT USAGE ON SCHEMA public TO auditor; GRANT SELECT ON ALL TABLES IN SCHEMA public TO auditor;
                ALTER TABLE log ENABLE ROW LEVEL SECURITY;
                CREATE POLICY few ON log FOR SELECT USING (customer_id < 10)""");
        List<ShardDatabase> databases = TestingShards.NAMES.stream()
                .map(shard -> new ShardDatabase(shard, TestingSides.as(TestingShards.database(shard), "auditor")))
                .toList();
        try (SnapshotSet snapshots = SnapshotSet.open(databases, new PostgresDialect(), SessionLimits.DEFAULT)) {
            Map<String, CheckResult> results = TestingShards.judge(snapshots, TestingShards.TABLES);

            assertThat(results.values()).extracting(CheckResult::verdict).containsOnly(Verdict.INCONCLUSIVE);
            assertThat(results.get("rowCount").summary()).contains("row-level security policy");
            // The broken session did not take the snapshot with it.
            assertThat(TestingShards.judge(snapshots, List.of(TestingShards.ORDERS))
                            .values())
                    .extracting(CheckResult::verdict)
                    .containsOnly(Verdict.PASS);
        }
    }

    @Test
    void nothingIsLeftOnTheServersAndNothingCanBeWritten() throws Exception {
        TestingShards.filled();
        String sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'shardproof-verifier'";
        try (SnapshotSet snapshots = TestingShards.snapshots()) {
            snapshots.layout(TestingShards.ORDERS);
            assertThat(TestingShards.query("s0", sessions)).isEqualTo("6");
            assertThat(TestingShards.query("s0", "SELECT count(*) FROM pg_stat_activity WHERE backend_xid IS NOT NULL"))
                    .isEqualTo("0");
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> TestingShards.query("s0", sessions).equals("0"));
        try (Connection connection = TestingShards.database("s0").getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(new PostgresDialect().freeze(SessionLimits.DEFAULT));
            assertThatThrownBy(() -> statement.execute("DELETE FROM public.orders"))
                    .hasMessageContaining("read-only transaction");
        }
    }

    @Test
    void aShardThatCanNotBeReachedIsNamedAndTheOthersAreLetGo() throws Exception {
        TestingShards.empty();
        List<ShardDatabase> databases = List.of(
                TestingShards.databases().get(0),
                new ShardDatabase("s9", TestingSides.as(TestingShards.database("s1"), "nobody_here")));

        assertThatThrownBy(() -> SnapshotSet.open(databases, new PostgresDialect(), SessionLimits.DEFAULT))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("shard s9: could not connect");
    }

    private static SnapshotSet.Prepared prepare() throws SourceException {
        return SnapshotSet.prepare(TestingShards.databases(), new PostgresDialect(), SessionLimits.DEFAULT);
    }
}
