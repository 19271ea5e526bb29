package dev.shardproof.verifier.history.consistency;

import static dev.shardproof.verifier.history.Effect.APPEND;
import static dev.shardproof.verifier.history.Effect.DELETE;
import static dev.shardproof.verifier.history.Effect.INSERT;
import static dev.shardproof.verifier.history.Effect.READ;
import static dev.shardproof.verifier.history.Effect.READ_LIST;
import static dev.shardproof.verifier.history.Effect.WRITE;
import static dev.shardproof.verifier.history.Outcome.ACKNOWLEDGED;
import static dev.shardproof.verifier.history.Outcome.INDETERMINATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.history.consistency.criteria.FinalState;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import dev.shardproof.verifier.history.consistency.criteria.HistoryRules;
import dev.shardproof.verifier.history.consistency.criteria.Ownership;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.OwnedRange;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Histories that prove nothing, and must therefore neither pass a check nor fail it; and their nearest relatives that do. */
class UnprovenHistoriesTest {

    private final TestingHistory history = new TestingHistory();

    // What the dead driver did not tell

    @Test
    void aRowThatIsGoneMayHaveBeenDeletedByAnOperationThatTheDeadDriverDidNotTell() {
        history.ok(WRITE, 7, 1, 10, 20, 1L);
        assertThat(verdict(HistoryCheck.LOST_WRITES)).isEqualTo(Verdict.FAIL);

        history.torn = true;
        assertThat(verdict(HistoryCheck.LOST_WRITES)).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aReadThatSawNothingMayBeExplainedByADeleteThatTheDeadDriverDidNotTell() {
        history.ok(WRITE, 7, 1, 10, 20, 1L).ok(READ, 7, 0, 30, 40).register(7, 1, 1);
        assertThat(verdict(HistoryCheck.STALE_READS)).isEqualTo(Verdict.FAIL);
        assertThat(verdict(HistoryCheck.READ_YOUR_WRITES)).isEqualTo(Verdict.FAIL);

        history.torn = true;
        assertThat(verdict(HistoryCheck.STALE_READS)).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(verdict(HistoryCheck.READ_YOUR_WRITES)).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void whatIsOlderInTheEndThanWasKnownIsLostAlsoIfTheDriverDied() {
        history.ok(WRITE, 7, 1, 10, 20, 1L).ok(WRITE, 7, 2, 30, 40, 2L).register(7, 1, 1);
        history.torn = true;
        assertThat(verdict(HistoryCheck.LOST_WRITES)).isEqualTo(Verdict.FAIL);
    }

    // What nobody has put to the test

    @Test
    void aReadOfWhatNobodyHadWrittenCanNotBeStale() {
        history.ok(READ, 7, 0, 10, 20, 0L, 0L).ok(READ, 7, 0, 30, 40, 0L, 0L).ok(READ_LIST, 7, 0, 30, 40);
        history.ok(WRITE, 8, 1, 10, 20, 1L).ok(WRITE, 8, 2, 30, 40, 2L);
        history.register(7, 0, 0).register(8, 2, 2);
        assertThat(verdict(HistoryCheck.STALE_READS)).isEqualTo(Verdict.INCONCLUSIVE);

        history.ok(READ, 8, 0, 50, 60, 2L, 2L);
        assertThat(result(HistoryCheck.STALE_READS))
                .returns(Verdict.PASS, CheckResult::verdict)
                .returns(1L, CheckResult::examined);
    }

    @Test
    void aSessionThatNeverReadsWhatItWroteProvesNothingAboutItsOwnWrites() {
        history.add(ACKNOWLEDGED, 1, WRITE, 7, 1, 10, 20, 1L)
                .add(ACKNOWLEDGED, 2, READ, 7, 0, 30, 40, 1L, 1L)
                .add(ACKNOWLEDGED, 1, READ, 7, 0, 15, 40, 1L, 1L)
                .add(ACKNOWLEDGED, 1, READ_LIST, 7, 0, 30, 40)
                .register(7, 1, 1);
        assertThat(result(HistoryCheck.READ_YOUR_WRITES))
                .returns(Verdict.INCONCLUSIVE, CheckResult::verdict)
                .returns("no operation could be judged by it", CheckResult::summary);

        history.add(ACKNOWLEDGED, 1, READ, 7, 0, 30, 40, 1L, 1L);
        assertThat(result(HistoryCheck.READ_YOUR_WRITES))
                .returns(Verdict.PASS, CheckResult::verdict)
                .returns(1L, CheckResult::examined);
    }

    @Test
    void aSessionThatReadsNothingTwiceProvesNothingAboutItsOrder() {
        history.ok(APPEND, 7, 1, 10, 20, 1L).list(7, 1L);
        history.add(ACKNOWLEDGED, 1, READ_LIST, 7, 0, 30, 40, 1L).add(ACKNOWLEDGED, 2, READ_LIST, 7, 0, 50, 60, 1L);
        assertThat(verdict(HistoryCheck.MONOTONIC_READS)).isEqualTo(Verdict.INCONCLUSIVE);

        history.add(ACKNOWLEDGED, 2, READ_LIST, 7, 0, 70, 80, 1L);
        assertThat(result(HistoryCheck.MONOTONIC_READS))
                .returns(Verdict.PASS, CheckResult::verdict)
                .returns(1L, CheckResult::examined);
    }

    @Test
    void aDeleteThatRemovedNothingProvesNothingAboutItsReturn() {
        history.ok(DELETE, 7, 1, 10, 20);
        assertThat(verdict(HistoryCheck.RESURRECTED_DELETES)).isEqualTo(Verdict.INCONCLUSIVE);

        history.ok(WRITE, 7, 2, 30, 40, 1L).ok(DELETE, 7, 3, 50, 60, 1L);
        assertThat(verdict(HistoryCheck.RESURRECTED_DELETES)).isEqualTo(Verdict.PASS);

        history.kinds = EnumSet.noneOf(FinalState.Kind.class);
        assertThat(verdict(HistoryCheck.RESURRECTED_DELETES))
                .as("nobody knows whether it is there in the end")
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aChangeOfOwnersAfterWhichNobodyWroteProvesNothingAboutTheOldOne() {
        OwnedRange all = new OwnedRange(KeyInterval.ALL, "s0");
        history.ownership = Optional.of(new Ownership(
                List.of(
                        new Ownership.Term(1, 0, List.of(all)),
                        new Ownership.Term(
                                2,
                                100,
                                List.of(
                                        new OwnedRange(KeyInterval.below(5), "s0"),
                                        new OwnedRange(KeyInterval.from(5), "s1")))),
                operation -> OptionalLong.of(operation.key())));
        insert("s0", 1, 1, 7, 50);
        insert("s0", 2, 2, 3, 150);
        assertThat(result(HistoryCheck.WRONG_OWNER))
                .returns(Verdict.INCONCLUSIVE, CheckResult::verdict)
                .extracting(CheckResult::summary)
                .asString()
                .endsWith("nobody wrote to a key that had moved after it had");

        insert("s1", 2, 3, 7, 150);
        assertThat(result(HistoryCheck.WRONG_OWNER).verdict()).isEqualTo(Verdict.PASS);
    }

    private void insert(String shard, long epoch, long argument, long key, long invoked) {
        history.operations.add(TestingHistory.operation(
                ACKNOWLEDGED, 0, INSERT, key, argument, invoked, invoked + 10, shard, epoch, List.of()));
        history.inserts.add(argument);
    }

    @Test
    void moreReadsWentBackThanCanBeLookedAtAgain() {
        history.add(ACKNOWLEDGED, 1, WRITE, 7, 1, 10, 20, 1L)
                .add(ACKNOWLEDGED, 1, WRITE, 7, 2, 30, 40, 2L)
                .register(7, 2, 2);
        history.add(ACKNOWLEDGED, 2, READ, 8, 0, 10, 20, 0L, 0L).add(ACKNOWLEDGED, 2, READ, 8, 0, 30, 40, 0L, 0L);
        for (int i = 0; i <= 100_000; i++) {
            history.add(ACKNOWLEDGED, 3, READ, 7, 0, 50 + i, 60 + i, 1L, 1L);
        }
        HistoryRules lenient =
                HistoryRules.strict(EnumSet.allOf(HistoryCheck.class)).withStale(1_000_000, Duration.ZERO);

        Map<HistoryCheck, CheckResult> results = history.judge(lenient);

        assertThat(results.get(HistoryCheck.STALE_READS).verdict()).isEqualTo(Verdict.PASS);
        assertThat(results.get(HistoryCheck.MONOTONIC_READS))
                .returns(Verdict.INCONCLUSIVE, CheckResult::verdict)
                .extracting(CheckResult::summary)
                .asString()
                .contains("of the reads that went back in time, 1 were too many");
    }

    // What was acknowledged, and dropped in silence

    @Test
    void aWriteThatWasAcknowledgedButWroteNothingIsLost() {
        history.ok(WRITE, 7, 1, 10, 20).register(7, 0, 0);
        assertThat(history.findings())
                .isEqualTo(Map.of(
                        HistoryCheck.LOST_WRITES,
                        List.of("7: WRITE 1 of session 0 at 10: was acknowledged, but wrote nothing")));
    }

    @Test
    void anAppendThatWasAcknowledgedButWroteNothingIsLost() {
        history.ok(APPEND, 7, 1, 10, 20).list(7);
        assertThat(history.findings())
                .isEqualTo(Map.of(
                        HistoryCheck.LOST_WRITES,
                        List.of("7: APPEND 1 of session 0 at 10: was acknowledged, but wrote nothing")));
    }

    @Test
    void aDeleteThatFoundNothingToDeleteHasFoundALossAndNotAStaleRead() {
        history.ok(WRITE, 7, 1, 10, 20, 1L).ok(DELETE, 7, 2, 30, 40).register(7, 1, 1);
        assertThat(history.findings())
                .isEqualTo(Map.of(
                        HistoryCheck.LOST_WRITES,
                        List.of("7: DELETE 2 of session 0 at 30: found nothing to delete, though version 1 was known"
                                + " before it began")));

        history.add(INDETERMINATE, 0, DELETE, 7, 3, 5, 50);
        assertThat(history.findings()).as("another one was before it").isEmpty();
    }

    @Test
    void everyReadThatSawNothingCounts() {
        history.ok(WRITE, 7, 1, 10, 20, 1L).register(7, 1, 1);
        for (int i = 0; i < 50; i++) {
            history.ok(READ, 7, 0, 30 + i, 100 + i);
        }
        HistoryRules twenty =
                HistoryRules.strict(EnumSet.allOf(HistoryCheck.class)).withStale(20, Duration.ZERO);

        assertThat(history.judge(twenty).get(HistoryCheck.STALE_READS))
                .returns(Verdict.FAIL, CheckResult::verdict)
                .returns(50L, CheckResult::findingsTotal);

        history.ok(DELETE, 7, 2, 25, 200, 1L).registers.clear();
        assertThat(history.findings()).isEmpty();
    }

    private Verdict verdict(HistoryCheck check) {
        return result(check).verdict();
    }

    private CheckResult result(HistoryCheck check) {
        return history.judge().get(check);
    }
}
