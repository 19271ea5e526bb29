package dev.shardproof.verifier.shards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.checksum.AfterFence;
import dev.shardproof.verifier.checksum.CleanUp;
import dev.shardproof.verifier.checksum.CleanUpUnderLoad;
import dev.shardproof.verifier.checksum.CleanUpUnderLoad.Remover;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.source.SnapshotSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens after the snapshots of the cut-over were taken: later writes, then the clean-up of the sources. */
class CutOverIT {

    private static final String MOVED = "hashint8extended(customer_id, 0) BETWEEN -%d AND %d - 1"
            .formatted(TestingShards.QUARTER, TestingShards.QUARTER);

    @BeforeEach
    void filled() throws Exception {
        TestingShards.filled();
    }

    @Test
    void laterWritesThatReachedBothSidesAreAccountedFor() throws Exception {
        CheckResult result = afterFence(
                "DELETE FROM orders WHERE id %% 7 = 0 AND %1$s; UPDATE orders SET note = 'w' WHERE id %% 5 = 0 AND %1$s");

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.PASS);
        assertThat(result.facts()).anySatisfy((name, value) -> {
            assertThat(name).startsWith("public.orders, s0 → s2").endsWith("since the cut-over");
            assertThat(value).matches("\\d+ rows then, \\d+ now \\(-\\d+\\); writes in [1-9]\\d* of 4096 buckets");
        });
        assertThat(result.facts()).anySatisfy((name, value) -> {
            assertThat(name).startsWith("public.lines");
            assertThat(value).endsWith("(+0); writes in 0 of 4096 buckets");
        });
    }

    @Test
    void aLaterWriteThatDidNotComeBackIsFound() throws Exception {
        try (SnapshotSet cutOver = TestingShards.snapshots()) {
            TestingShards.execute("s2", "UPDATE orders SET note = 'late' WHERE id = (SELECT min(id) FROM orders)");
            CheckResult result = afterFence(cutOver);

            assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(result.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.detail()).isEqualTo("differs in note"));
        }
    }

    @Test
    void aCleanUpOfExactlyTheComparedRowsPasses() throws Exception {
        CheckResult result = cleanUp("DELETE FROM %s WHERE " + MOVED);

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.PASS);
        assertThat(result.facts().get("public.orders, all shards")).satisfies(fact -> {
            String[] sums = fact.replace("owned before ", "").split(", held after ");
            assertThat(sums[1]).isEqualTo(sums[0]).startsWith("600:");
        });
    }

    @Test
    void aCleanUpThatTookTooMuchFails() throws Exception {
        CheckResult result = cleanUp("DELETE FROM %s WHERE customer_id = 96 OR " + MOVED);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).extracting(Finding::kind).containsOnly(Finding.Kind.MISSING);
    }

    @Test
    void aCleanUpThatForgotARowFails() throws Exception {
        CheckResult result = cleanUp("DELETE FROM %s WHERE customer_id > 20 AND " + MOVED);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).extracting(Finding::kind).containsOnly(Finding.Kind.EXTRA);
        assertThat(result.findings())
                .extracting(Finding::detail)
                .allMatch(
                        detail -> detail.matches("s[01] after has the row, s[01] before has not( \\(\\d+ times\\))?"));
    }

    /** The targets lose what was copied to them; s0 and s1 own everything, and clients go on there. */
    @Test
    void anUndoneMovePassesWhateverClientsInsertAndChangeMeanwhile() throws Exception {
        CheckResult result = undone(
                "DELETE FROM %s",
                "UPDATE orders SET note = 'later' WHERE id % 3 = 0; INSERT INTO log SELECT customer_id, 'new' FROM log;"
                        + " INSERT INTO orders (id, customer_id) SELECT id + 10000, customer_id FROM orders",
                Remover.NO_CLIENT);

        assertThat(result.verdict()).as(result.summary()).isEqualTo(Verdict.PASS);
        assertThat(result.examined()).isEqualTo(600 + 1200 + 600);
        assertThat(result.facts()).containsEntry("public.orders, s2, in the end", "0 rows owned, 0 not");
    }

    @Test
    void aRowThatWasLeftOnATargetIsFound() throws Exception {
        CheckResult result = undone("DELETE FROM %s WHERE customer_id > 20", "SELECT 1", Remover.NO_CLIENT);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).extracting(Finding::shard).containsOnly("s2");
        assertThat(result.findings()).extracting(Finding::kind).containsOnly(Finding.Kind.COUNT);
    }

    @Test
    void aRowThatItsOwnerLostIsFoundUnlessAClientMayHaveRemovedIt() throws Exception {
        String lost = "DELETE FROM orders WHERE customer_id IN (5, 6)";

        CheckResult found = undone("DELETE FROM %s", lost, Remover.NO_CLIENT);
        assertThat(found.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(found.findings()).isNotEmpty().extracting(Finding::kind).containsOnly(Finding.Kind.MISSING);
        TestingShards.filled();
        assertThat(undone("DELETE FROM %s", lost, Remover.A_CLIENT).verdict()).isEqualTo(Verdict.PASS);
        TestingShards.filled();
        CheckResult unknown = undone("DELETE FROM %s", lost, Remover.NOBODY_KNOWS);
        assertThat(unknown.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(unknown.summary()).contains("whether clients have removed them is not known");
    }

    @Test
    void ofATableWithoutAKeyOnlyFewerRowsAreAFinding() throws Exception {
        assertThat(undone("DELETE FROM %s", "UPDATE log SET message = 'other'", Remover.NO_CLIENT)
                        .verdict())
                .isEqualTo(Verdict.PASS);
        TestingShards.filled();
        CheckResult result = undone("DELETE FROM %s", "DELETE FROM log WHERE customer_id = 5", Remover.NO_CLIENT);
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.findings()).extracting(Finding::table).containsOnly("public.log");
    }

    private static CheckResult undone(String onTarget, String onSources, Remover remover) throws Exception {
        List<OwnedRange> before =
                List.of(new OwnedRange(KeyInterval.below(0), "s0"), new OwnedRange(KeyInterval.from(0), "s1"));
        try (SnapshotSet begun = TestingShards.snapshots()) {
            for (String table : new String[] {"orders", "lines", "log"}) {
                TestingShards.execute("s2", onTarget.formatted(table));
            }
            TestingShards.execute("s0", onSources);
            TestingShards.execute("s1", onSources);
            try (SnapshotSet ended = TestingShards.snapshots()) {
                return new CleanUpUnderLoad(
                                begun, ended, TestingShards.TABLES, before, (table, key) -> remover, System::nanoTime)
                        .run();
            }
        }
    }

    @Test
    void whoLetsGoOfItsTablesMakesNobodyWaitAndCanStillRead() throws Exception {
        try (SnapshotSet snapshots = TestingShards.snapshots()) {
            int rows = TestingShards.judge(snapshots, TestingShards.TABLES).size();
            snapshots.letGoOfTables();

            TestingShards.executeOnAll("SET lock_timeout = '5s'; ALTER TABLE orders REPLICA IDENTITY FULL");

            assertThat(TestingShards.judge(snapshots, TestingShards.TABLES)).hasSize(rows);
        }
    }

    private static CheckResult afterFence(String writes) throws Exception {
        try (SnapshotSet cutOver = TestingShards.snapshots()) {
            TestingShards.executeOnAll(writes.formatted(MOVED));
            return afterFence(cutOver);
        }
    }

    private static CheckResult afterFence(SnapshotSet cutOver) throws Exception {
        ComparedRows then = ComparedRows.moved(cutOver, TestingShards.TABLES, TestingShards.MOVES);
        then.digests();
        cutOver.close(); // what was read stays known
        try (SnapshotSet end = TestingShards.snapshots()) {
            ComparedRows now = ComparedRows.moved(end, TestingShards.TABLES, TestingShards.MOVES);
            return new AfterFence(then, now, System::nanoTime).run();
        }
    }

    private static CheckResult cleanUp(String delete) throws Exception {
        try (SnapshotSet before = TestingShards.snapshots()) {
            for (String source : new String[] {"s0", "s1"}) {
                for (String table : new String[] {"orders", "lines", "log"}) {
                    TestingShards.execute(source, delete.formatted(table));
                }
            }
            try (SnapshotSet after = TestingShards.snapshots()) {
                return new CleanUp(before, after, TestingShards.TABLES, TestingShards.OWNERSHIP, System::nanoTime)
                        .run();
            }
        }
    }
}
