package dev.shardproof.verifier.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.placement.Placement;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementIT {

    @Test
    void rowsAwaitingCleanUpAreCountedAndStrictlyJudgedMisplaced() throws Exception {
        TestingShards.filled();
        List<TableSpec> tables = List.of(TestingShards.ORDERS);

        CheckResult lenient = place(tables, TestingShards.AWAITING_CLEAN_UP);
        CheckResult strict = place(tables, List.of());

        String leftAtS0 = TestingShards.query(
                "s0",
                "SELECT count(*) FROM orders WHERE hashint8extended(customer_id, 0) >= -" + TestingShards.QUARTER);
        assertThat(lenient.verdict()).isEqualTo(Verdict.PASS);
        assertThat(lenient.facts().get("public.orders, s0")).contains(leftAtS0 + " awaiting clean-up, 0 misplaced");
        assertThat(strict.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(strict.facts().get("public.orders, s0")).contains("0 awaiting clean-up, " + leftAtS0 + " misplaced");
        assertThat(strict.findings()).allSatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.MISPLACED);
            assertThat(finding.detail()).contains("belongs to s2");
        });
    }

    @Test
    void oneKeyOwnedByTwoShardsIsFoundThoughBothLieRight() throws Exception {
        TestingShards.filled();
        TestingShards.execute(
                "s1", """
                INSERT INTO orders (id, customer_id) SELECT %s, c FROM generate_series(1, 99) c
                WHERE hashint8extended(c, 0) > %d LIMIT 1""".formatted(TestingShards.query("s2", "SELECT min(id) FROM orders"), TestingShards.QUARTER));

        CheckResult result = place(List.of(TestingShards.ORDERS), TestingShards.AWAITING_CLEAN_UP);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.shard()).isEqualTo("s1, s2");
            assertThat(finding.detail()).isEqualTo("the same primary key is owned by 2 shards");
        });
    }

    @Test
    void aRowWithoutAShardKeyBelongsNowhere() throws Exception {
        TestingShards.filled();
        TestingShards.execute(
                "s0", "ALTER TABLE log ALTER customer_id DROP NOT NULL; INSERT INTO log VALUES (NULL, 'x')");

        CheckResult result = place(List.of(TestingShards.LOG), TestingShards.AWAITING_CLEAN_UP);

        assertThat(result.findings())
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.detail()).isEqualTo("its shard key is NULL, so no shard owns it"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "smallint; hashint8extended(k::bigint, 0); g",
                "integer; hashint8extended(k::bigint, 0); g",
                "text; hashtextextended(k, 0); 'né' || g",
                "varchar(40); hashtextextended(k, 0); 'k' || g",
                "uuid; uuid_hash_extended(k, 0); md5(g::text)::uuid"
            },
            quoteCharacter = '`')
    void keysOfEveryTypeAreHashedAsTheServerDoes(String type, String point, String key) throws Exception {
        TestingShards.empty();
        List<String> held = List.of(
                point + " < -" + TestingShards.QUARTER,
                point + " >= " + TestingShards.QUARTER,
                "%s >= -%d AND %s < %d".formatted(point, TestingShards.QUARTER, point, TestingShards.QUARTER));
        for (int i = 0; i < 3; i++) {
            TestingShards.execute(
                    TestingShards.NAMES.get(i),
                    "CREATE TABLE t (k %s PRIMARY KEY); INSERT INTO t SELECT k FROM (SELECT (%s)::%s AS k FROM generate_series(1, 200) g) x WHERE %s"
                            .formatted(type, key, type, held.get(i)));
        }
        List<TableSpec> tables = List.of(TableSpec.sharded("public", "t", "k", KeySpace.HASHED));

        CheckResult right = place(tables, List.of());
        String stray = TestingShards.query("s0", "SELECT min(k::text) FROM t");
        TestingShards.execute("s1", "INSERT INTO t VALUES ('%s')".formatted(stray));
        CheckResult wrong = place(tables, List.of());

        assertThat(right.verdict()).as(right.summary()).isEqualTo(Verdict.PASS);
        assertThat(right.examined()).isEqualTo(200);
        assertThat(wrong.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.key()).isEqualTo(stray);
            assertThat(finding.shard()).isEqualTo("s1");
            assertThat(finding.detail()).contains("belongs to s0");
        });
    }

    @Test
    void aPlainKeySpaceGoesByTheKeyItself() throws Exception {
        TestingShards.empty();
        TestingShards.executeOnAll("CREATE TABLE t (k int PRIMARY KEY)");
        TestingShards.execute("s0", "INSERT INTO t VALUES (-5), (9)");
        TestingShards.execute("s1", "INSERT INTO t VALUES (10), (9)");
        List<OwnedRange> ownership =
                List.of(new OwnedRange(KeyInterval.below(10), "s0"), new OwnedRange(KeyInterval.of(10, 20), "s1"));
        try (SnapshotSet snapshots = TestingShards.snapshots()) {
            List<TableSpec> tables = List.of(TableSpec.sharded("public", "t", "k", KeySpace.PLAIN));
            CheckResult result = new Placement(snapshots, tables, ownership, List.of(), System::nanoTime).run();

            assertThat(result.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.detail()).isEqualTo("point 9 belongs to s0"));
        }
    }

    @Test
    void contradictoryOwnershipIsRefused() throws Exception {
        TestingShards.empty();
        try (SnapshotSet snapshots = TestingShards.snapshots()) {
            List<OwnedRange> twice =
                    List.of(new OwnedRange(KeyInterval.below(10), "s0"), new OwnedRange(KeyInterval.from(9), "s1"));
            assertThatThrownBy(() -> new Placement(snapshots, List.of(), twice, List.of(), System::nanoTime))
                    .hasMessageContaining("..10 and 9.. overlap");
            List<OwnedRange> unknown = List.of(new OwnedRange(KeyInterval.ALL, "s7"));
            assertThatThrownBy(() -> new Placement(snapshots, List.of(), unknown, List.of(), System::nanoTime))
                    .hasMessageContaining("there are [s0, s1, s2]");
        }
    }

    private static CheckResult place(List<TableSpec> tables, List<OwnedRange> awaiting) throws Exception {
        try (SnapshotSet snapshots = TestingShards.snapshots()) {
            return new Placement(snapshots, tables, TestingShards.OWNERSHIP, awaiting, System::nanoTime).run();
        }
    }
}
