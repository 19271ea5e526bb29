package dev.shardproof.verifier.shards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.sample.SamplePlan;
import dev.shardproof.verifier.sample.SampledChecksum;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SampledChecksumIT {

    private static final TableSpec T = TableSpec.sharded("public", "t", "k", KeySpace.HASHED);

    @BeforeEach
    void fortyThousandRows() throws Exception {
        TestingShards.empty();
        for (String shard : TestingShards.NAMES) {
            String held = shard.equals("s0") ? "p < 0" : shard.equals("s1") ? "p >= 0" : "abs(p) < 4611686018427387904";
            TestingShards.execute(
                    shard,
                    "CREATE TABLE t (k bigint PRIMARY KEY, v text); INSERT INTO t SELECT g, 'v' || g FROM"
                            + " (SELECT g, hashint8extended(g, 0) AS p FROM generate_series(1, 80000) g) x WHERE "
                            + held);
        }
    }

    @Test
    void aCleanSampleStatesItsBound() throws Exception {
        CheckResult result = sample(0.001, 42);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        // 2,995 rows would do for a frame of any size, fewer for one of some 40,000; two strata, so a few more.
        long needed = Long.parseLong(result.facts().get("rows needed"));
        assertThat(needed).isBetween(2_800L, 2_900L);
        assertThat(result.examined()).isBetween(needed, needed + 20);
        assertThat(result.summary())
                .matches(
                        "0 of 2,8\\d\\d bad: at most (1\\.0e-3|9\\.\\de-4) of the rows \\(\\d\\d of \\d\\d,\\d{3}\\), 95 % confidence");
        assertThat(result.facts())
                .containsEntry("seed", "42")
                .containsKeys("frame", "rows needed", "share of bad rows")
                .hasEntrySatisfying("frame", frame -> assertThat(frame).contains("keys drawn from both sides"));
    }

    @Test
    void aSeedDrawsTheSameRowsAgain() throws Exception {
        TestingShards.execute("s2", "UPDATE t SET v = 'x' WHERE k % 100 = 7");

        CheckResult once = sample(0.001, 1);
        CheckResult again = sample(0.001, 1);
        CheckResult other = sample(0.001, 2);

        assertThat(once.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(again.findings()).isEqualTo(once.findings());
        assertThat(other.findings()).isNotEqualTo(once.findings());
        // 1 % of about 2,996 rows: 30, give or take four times 5.4.
        assertThat(once.findingsTotal()).isBetween(8L, 52L);
        assertThat(once.findings())
                .allSatisfy(finding -> assertThat(finding.detail()).isEqualTo("differs in v"));
    }

    @Test
    void rowsThatOnlyTheTargetHasAreDrawnToo() throws Exception {
        TestingShards.execute("s0", "DELETE FROM t WHERE k % 20 = 7");

        CheckResult result = sample(0.001, 3);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings())
                .allSatisfy(finding -> assertThat(finding.detail()).startsWith("s2 has the row"));
    }

    @Test
    void oneBadRowOfManyUsuallyEscapesWhichTheBoundAllows() throws Exception {
        TestingShards.execute("s2", "UPDATE t SET v = 'x' WHERE k = (SELECT min(k) FROM t)");

        CheckResult result = sample(0.01, 5);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.summary()).contains("at most 1.0e-2");
    }

    @Test
    void aTableSmallerThanItsSampleIsComparedWhole() throws Exception {
        TestingShards.executeOnAll("DELETE FROM t WHERE k > 500");

        CheckResult result = sample(0.001, 6);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.summary()).contains("every row was compared").contains("2,995");
        assertThat(result.examined()).isEqualTo(Long.parseLong(TestingShards.query("s2", "SELECT count(*) FROM t")));
    }

    private static CheckResult sample(double detect, long seed) throws Exception {
        try (SnapshotSet snapshots = TestingShards.snapshots()) {
            ComparedRows rows = ComparedRows.moved(snapshots, List.of(T), TestingShards.MOVES);
            return new SampledChecksum(rows, new SamplePlan(0.95, detect), seed, System::nanoTime).run();
        }
    }
}
