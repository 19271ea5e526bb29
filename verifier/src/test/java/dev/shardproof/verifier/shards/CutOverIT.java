package dev.shardproof.verifier.shards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.checksum.AfterFence;
import dev.shardproof.verifier.checksum.CleanUp;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.source.SnapshotSet;
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
