package dev.shardproof.verifier.history.consistency;

import static dev.shardproof.verifier.history.Effect.APPEND;
import static dev.shardproof.verifier.history.Effect.DELETE;
import static dev.shardproof.verifier.history.Effect.INSERT;
import static dev.shardproof.verifier.history.Effect.READ;
import static dev.shardproof.verifier.history.Effect.READ_LIST;
import static dev.shardproof.verifier.history.Effect.SUM;
import static dev.shardproof.verifier.history.Effect.TRANSFER;
import static dev.shardproof.verifier.history.Effect.WRITE;
import static dev.shardproof.verifier.history.Outcome.ACKNOWLEDGED;
import static dev.shardproof.verifier.history.Outcome.INDETERMINATE;
import static dev.shardproof.verifier.history.Outcome.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.history.Effect;
import dev.shardproof.verifier.history.consistency.criteria.FinalState;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import dev.shardproof.verifier.history.consistency.criteria.HistoryRules;
import dev.shardproof.verifier.history.consistency.criteria.Ownership;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.OwnedRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Small histories with one anomaly each, and their nearest relatives without any. */
class HistoryChecksTest {

    private final TestingHistory history = new TestingHistory();

    // Lost writes

    @Test
    void anAcknowledgedVersionThatIsNotThereInTheEndIsLost() {
        history.ok(WRITE, 7, 1, 10, 20, 1L).ok(WRITE, 7, 2, 30, 40, 2L);
        history.register(7, 2, 2);
        assertThat(history.findings()).isEmpty();

        history.register(7, 1, 1);
        assertFound(HistoryCheck.LOST_WRITES, "7: has version 1 in the end, though version 2 was known");
    }

    @Test
    void aRowThatIsGoneIsLostUnlessADeleteMayHaveTakenIt() {
        history.ok(WRITE, 7, 1, 10, 20, 1L);
        assertFound(HistoryCheck.LOST_WRITES, "7: is not there in the end, though version 1 was known");

        history.add(INDETERMINATE, 0, DELETE, 7, 0, 5, 50);
        assertThat(history.findings()).isEmpty();
    }

    @Test
    void aDeleteOfAnOlderVersionDoesNotExplainThatARowIsGone() {
        history.ok(WRITE, 7, 1, 10, 20, 1L).ok(DELETE, 7, 0, 30, 40, 1L).ok(WRITE, 7, 2, 50, 60, 2L);
        assertFound(HistoryCheck.LOST_WRITES, "7: is not there in the end, though version 2 was known");
    }

    @Test
    void twoWritesOfOneVersionMeanThatOneIsLost() {
        history.ok(WRITE, 7, 1, 10, 40, 1L).ok(WRITE, 7, 2, 30, 50, 1L);
        history.register(7, 1, 2);
        assertFound(
                HistoryCheck.LOST_WRITES,
                "7: WRITE 2 of session 0 at 30: was given version 1, as was write 1: one of them is lost",
                "7: version 1 is that of write 2 in the end, and was that of write 1");
    }

    @Test
    void moreAcknowledgedWritesThanVersionsMeanThatSomeAreLostHoweverFarApart() {
        for (long i = 1; i <= 20; i++) {
            history.ok(WRITE, 7, i, 10, 20 + i, i);
        }
        history.register(7, 20, 20);
        assertThat(history.findings()).isEmpty();

        history.ok(WRITE, 7, 21, 10, 60, 3L);
        assertFound(
                HistoryCheck.LOST_WRITES,
                "7: has version 20 in the end, after 21 acknowledged writes: some were given the same version");
    }

    @Test
    void aWriteOnAnOlderStateThanWasKnownLosesThatState() {
        history.ok(WRITE, 7, 1, 10, 20, 1L)
                .ok(WRITE, 7, 2, 30, 40, 2L)
                .ok(READ, 7, 0, 50, 60, 3L, 3L)
                .add(INDETERMINATE, 0, WRITE, 7, 3, 41, 1_000)
                .ok(WRITE, 7, 4, 70, 80, 3L);
        history.register(7, 3, 4);
        assertThat(history.findings().get(HistoryCheck.LOST_WRITES))
                .contains(
                        "7: WRITE 4 of session 0 at 70: was given version 3, though version 3 was known before it began");
    }

    @Test
    void aVersionThatTwoWritersHaveMadeIsSeenThroughAReadOfTheOther() {
        history.ok(WRITE, 7, 1, 10, 20, 1L)
                .add(INDETERMINATE, 0, WRITE, 7, 2, 10, 20)
                .ok(READ, 7, 0, 30, 40, 1L, 2L);
        history.register(7, 1, 1);
        assertFound(
                HistoryCheck.LOST_WRITES,
                "7: READ 0 of session 0 at 30: version 1 is that of write 2 here, and of write 1 elsewhere");
    }

    @Test
    void anElementThatIsNotThereInTheEndIsLost() {
        history.ok(APPEND, 7, 1, 10, 20, 1L).ok(APPEND, 7, 2, 30, 40, 2L).ok(READ_LIST, 7, 0, 50, 60, 1L, 2L);
        history.list(7, 1L, 2L);
        assertThat(history.findings()).isEmpty();

        history.list(7, 1L);
        assertFound(
                HistoryCheck.LOST_WRITES,
                "7: APPEND 2 of session 0 at 30: was acknowledged as element 2, and is not there in the end",
                "7: READ_LIST 0 of session 0 at 50: saw element 2 at place 2, and it is not there in the end");
    }

    @Test
    void anAppendToAnOlderStateThanWasKnownLosesThatState() {
        history.ok(APPEND, 7, 1, 10, 20, 1L).ok(APPEND, 7, 2, 30, 40, 1L).list(7, 1L, 2L);
        assertThat(history.findings().get(HistoryCheck.LOST_WRITES))
                .containsExactly("7: APPEND 2 of session 0 at 30: made the list 1 elements long, though it was known to"
                        + " have 1 before it began");
    }

    @Test
    void anInsertThatIsNotThereInTheEndIsLost() {
        history.ok(INSERT, 7, 1, 10, 20).ok(INSERT, 8, 2, 30, 40);
        history.inserts.addAll(List.of(1L, 2L));
        assertThat(history.findings()).isEmpty();

        history.inserts.remove(1L);
        assertFound(
                HistoryCheck.LOST_WRITES,
                "7: INSERT 1 of session 0 at 10: was acknowledged, and is not there in the end");
    }

    @Test
    void indeterminateWritesAreResolvedByTheEnd() {
        history.add(INDETERMINATE, 0, INSERT, 1, 1, 10, 20)
                .add(INDETERMINATE, 0, INSERT, 1, 2, 10, 20)
                .add(INDETERMINATE, 0, APPEND, 1, 3, 10, 20)
                .add(INDETERMINATE, 0, APPEND, 1, 4, 10, 20)
                .add(INDETERMINATE, 0, WRITE, 1, 5, 10, 20)
                .add(INDETERMINATE, 0, WRITE, 1, 6, 10, 20)
                .add(INDETERMINATE, 0, WRITE, 2, 7, 10, 20)
                .add(INDETERMINATE, 0, DELETE, 3, 8, 10, 20)
                .add(INDETERMINATE, 0, TRANSFER, 3, 8, 10, 20)
                .ok(WRITE, 1, 9, 10, 20, 2L);
        history.inserts.add(1L);
        history.list(1, 4L).register(1, 2, 9);

        CheckResult result = history.judge().get(HistoryCheck.LOST_WRITES);
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.facts())
                .containsEntry("indeterminate writes", "3 happened, 3 did not, 3 can not be told")
                .containsEntry("operations in the history", "10");
    }

    // Duplicated effects

    @Test
    void aVersionMoreThanThereAreWritesIsADuplicatedEffect() {
        history.ok(WRITE, 7, 1, 10, 20, 1L).add(INDETERMINATE, 0, WRITE, 7, 2, 30, 40);
        history.register(7, 2, 2);
        assertThat(history.findings()).isEmpty();

        history.register(7, 3, 2);
        assertFound(HistoryCheck.DUPLICATED_EFFECTS, "7: has version 3 in the end, after at most 2 writes");
    }

    @Test
    void aWriteThatMadeTwoVersionsIsADuplicatedEffect() {
        history.ok(READ, 7, 0, 12, 14, 1L, 1L).ok(WRITE, 7, 1, 10, 20, 2L).add(INDETERMINATE, 0, WRITE, 7, 2, 10, 20);
        history.register(7, 2, 1);
        assertFound(
                HistoryCheck.DUPLICATED_EFFECTS, "7: WRITE 1 of session 0 at 10: write 1 made version 1 and version 2");
    }

    @Test
    void aRegisterThatNobodyWroteHasItsFirstVersion() {
        history.ok(WRITE, 6, 1, 10, 20, 1L).register(6, 1, 1).register(7, 0, 0);
        assertThat(history.findings()).isEmpty();

        history.register(7, 1, 0);
        assertFound(HistoryCheck.DUPLICATED_EFFECTS, "7: has version 1 in the end, and nobody has written it");
    }

    @Test
    void anElementThatIsThereTwiceIsADuplicatedEffect() {
        history.ok(APPEND, 7, 1, 10, 20, 1L).list(7, 1L, 1L);
        assertFound(
                HistoryCheck.DUPLICATED_EFFECTS, "7: element 1 is there more than once in the end, here at place 2");
    }

    @Test
    void anElementThatAReadSawTwiceIsADuplicatedEffect() {
        history.kinds = EnumSet.noneOf(FinalState.Kind.class);
        history.ok(APPEND, 7, 1, 10, 20, 1L).ok(READ_LIST, 7, 0, 30, 40, 1L, 1L);
        assertFound(
                HistoryCheck.DUPLICATED_EFFECTS,
                "7: READ_LIST 0 of session 0 at 30: saw element 1 at place 1 and at place 2");
    }

    @Test
    void anInsertThatIsThereTwiceIsADuplicatedEffect() {
        history.add(INDETERMINATE, 0, INSERT, 7, 1, 10, 20);
        history.inserts.add(1L);
        assertThat(history.findings()).isEmpty();

        history.inserts.add(1L);
        assertFound(HistoryCheck.DUPLICATED_EFFECTS, "1: is there twice in the end");
    }

    // Resurrected deletes

    @Test
    void aDeletedVersionThatIsReadAgainIsResurrected() {
        history.ok(WRITE, 7, 1, 10, 20, 1L).ok(DELETE, 7, 0, 30, 40, 1L).ok(READ, 7, 0, 39, 45, 1L, 1L);
        assertThat(history.findings())
                .as("the read began before the delete had ended")
                .isEmpty();

        history.add(ACKNOWLEDGED, 5, READ, 7, 0, 41, 50, 1L, 1L);
        assertFound(
                HistoryCheck.RESURRECTED_DELETES,
                "7: READ 0 of session 5 at 41: saw version 1, though version 1 had been deleted");
    }

    @Test
    void aReadThatMayBeStaleNeedNotSeeADelete() {
        history.ok(WRITE, 7, 1, 10, 20, 1L)
                .ok(DELETE, 7, 0, 30, 40, 1L)
                .add(ACKNOWLEDGED, 5, READ, 7, 0, 1_040, 1_050, 1L, 1L);
        HistoryRules rules = HistoryRules.strict(EnumSet.of(HistoryCheck.RESURRECTED_DELETES));
        assertThat(resurrected(rules.withStale(0, Duration.ofMillis(1)))).isEqualTo(Verdict.PASS);
        assertThat(resurrected(rules.withStale(0, Duration.ofNanos(999_000)))).isEqualTo(Verdict.FAIL);
    }

    private Verdict resurrected(HistoryRules rules) {
        return history.judge(rules).get(HistoryCheck.RESURRECTED_DELETES).verdict();
    }

    @Test
    void aDeletedVersionThatIsThereInTheEndIsResurrected() {
        history.ok(WRITE, 7, 1, 10, 20, 1L).ok(DELETE, 7, 0, 30, 40, 1L).register(7, 1, 1);
        assertFound(HistoryCheck.RESURRECTED_DELETES, "7: has version 1 in the end, though version 1 was deleted");
    }

    @Test
    void whatWasWrittenAgainIsNotResurrected() {
        history.ok(WRITE, 7, 1, 10, 20, 1L)
                .ok(DELETE, 7, 0, 30, 40, 1L)
                .ok(DELETE, 7, 0, 41, 42)
                .ok(READ, 7, 0, 43, 44)
                .ok(WRITE, 7, 2, 45, 50, 2L)
                .ok(READ, 7, 0, 51, 52, 2L, 2L)
                .register(7, 2, 2);
        assertThat(history.findings()).isEmpty();
    }

    @Test
    void twoDeletesOfOneVersionMeanThatItCameBack() {
        history.ok(WRITE, 7, 1, 10, 20, 1L).ok(DELETE, 7, 0, 30, 40, 1L).ok(DELETE, 7, 0, 50, 60, 1L);
        assertFound(
                HistoryCheck.RESURRECTED_DELETES,
                "7: DELETE 0 of session 0 at 50: deleted version 1, though version 1 was deleted before it began");
    }

    // Stale reads

    @Test
    void aReadOfAnOlderVersionThanWasKnownIsStale() {
        history.ok(WRITE, 7, 1, 10, 20, 1L)
                .ok(WRITE, 7, 2, 30, 40, 2L)
                .ok(READ, 7, 0, 40, 50, 1L, 1L) // as the write ended
                .register(7, 2, 2);
        assertThat(history.findings()).isEmpty();

        history.add(ACKNOWLEDGED, 5, READ, 7, 0, 1_540, 1_550, 1L, 1L);
        assertFound(
                HistoryCheck.STALE_READS,
                "7: READ 0 of session 5 at 1540: saw version 1, though version 2 was known for 1.5 ms when it began");
        assertThat(history.judge().get(HistoryCheck.STALE_READS).facts())
                .containsEntry("stale reads", "1")
                .containsEntry("stale by at most", "1.5 ms")
                .containsEntry("versions behind at most", "1");
    }

    @Test
    void whatAnybodyHasReadIsKnown() {
        history.add(INDETERMINATE, 0, WRITE, 7, 1, 10, 20)
                .ok(READ, 7, 0, 30, 40, 1L, 1L)
                .add(ACKNOWLEDGED, 5, READ, 7, 0, 41, 50)
                .register(7, 1, 1);
        assertFound(
                HistoryCheck.STALE_READS,
                "7: READ 0 of session 5 at 41: saw nothing, though version 1 was known for 0.0 ms when it began");
    }

    @Test
    void aReadThatSawNothingMayBeExplainedByADeleteThatEndsLater() {
        history.ok(WRITE, 7, 1, 10, 20, 1L).ok(READ, 7, 0, 30, 40).ok(DELETE, 7, 0, 39, 50, 1L);
        assertThat(history.findings()).isEmpty();

        TestingHistory late = new TestingHistory()
                .ok(WRITE, 7, 1, 10, 20, 1L)
                .ok(READ, 7, 0, 30, 40)
                .ok(DELETE, 7, 0, 41, 50, 1L);
        assertThat(late.findings()).containsKey(HistoryCheck.STALE_READS);
    }

    @Test
    void aReadThatSawNothingIsNotExplainedByADeleteOfAnOlderVersion() {
        history.ok(WRITE, 7, 1, 10, 20, 1L)
                .ok(WRITE, 7, 2, 21, 25, 2L)
                .ok(READ, 7, 0, 30, 40)
                .ok(DELETE, 7, 0, 11, 50, 1L);
        assertThat(history.findings()).containsKey(HistoryCheck.STALE_READS);
    }

    @Test
    void aShorterListThanWasKnownIsStale() {
        history.ok(APPEND, 7, 1, 10, 20, 1L)
                .ok(APPEND, 7, 2, 10, 20, 2L)
                .add(ACKNOWLEDGED, 5, READ_LIST, 7, 0, 30, 40)
                .list(7, 1L, 2L);
        assertFound(
                HistoryCheck.STALE_READS,
                "7: READ_LIST 0 of session 5 at 30: saw 0 elements, though 2 elements was known for 0.0 ms when it began");
    }

    @Test
    void staleReadsWithinTheBoundAreOnlyCounted() {
        history.ok(WRITE, 7, 1, 10, 20, 1L).ok(WRITE, 7, 2, 30, 40, 2L).register(7, 2, 2);
        history.add(ACKNOWLEDGED, 5, READ, 7, 0, 1_040, 1_050, 1L, 1L);
        HistoryRules rules = HistoryRules.strict(Set.of(HistoryCheck.STALE_READS));

        assertThat(stale(rules)).isEqualTo(Verdict.FAIL);
        assertThat(stale(rules.withStale(0, Duration.ofMillis(1)))).isEqualTo(Verdict.PASS);
        assertThat(stale(rules.withStale(0, Duration.ofNanos(999_000)))).isEqualTo(Verdict.FAIL);
        assertThat(stale(rules.withStale(1, Duration.ZERO))).isEqualTo(Verdict.PASS);
    }

    private Verdict stale(HistoryRules rules) {
        CheckResult result = history.judge(rules).get(HistoryCheck.STALE_READS);
        assertThat(result.facts()).containsEntry("stale reads", "1");
        return result.verdict();
    }

    @Test
    void anOperationBeyondTheHorizonIsNotAccusedOfWhatIsForgotten() {
        for (long i = 1; i <= 100; i++) {
            history.ok(WRITE, 7, i, i * 10, i * 10 + 5, i);
        }
        history.ok(READ, 7, 0, 500, 1_100, 1L, 1L).register(7, 100, 100);
        Set<HistoryCheck> stale = Set.of(HistoryCheck.STALE_READS);

        CheckResult strict = history.judge(HistoryRules.strict(stale)).get(HistoryCheck.STALE_READS);
        assertThat(strict.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(strict.facts()).containsEntry("versions behind at most", "48");

        HistoryRules shortSighted = new HistoryRules(stale, 0, Duration.ZERO, Duration.ofNanos(50_000));
        CheckResult result = history.judge(shortSighted).get(HistoryCheck.STALE_READS);
        assertThat(result.facts()).containsEntry("operations longer than the horizon", "1");
        assertThat(result.findingsTotal()).isZero();
    }

    // Sessions

    @Test
    void aSessionThatDoesNotSeeItsOwnWriteIsFoundAlsoWhereStaleReadsAreAllowed() {
        history.add(ACKNOWLEDGED, 5, WRITE, 7, 1, 10, 20, 1L)
                .add(ACKNOWLEDGED, 6, READ, 7, 0, 30, 40)
                .register(7, 1, 1);
        assertThat(sessionFindings()).isEmpty();

        history.add(ACKNOWLEDGED, 5, READ, 7, 0, 30, 41);
        assertThat(sessionFindings())
                .containsExactly("READ 0 of session 5 at 30: saw version 0, though its session had written version 1");
    }

    @Test
    void aSessionWhoseReadsGoBackIsFoundAlsoWhereStaleReadsAreAllowed() {
        history.add(ACKNOWLEDGED, 5, WRITE, 7, 1, 10, 20, 1L)
                .add(ACKNOWLEDGED, 5, WRITE, 7, 2, 30, 40, 2L)
                .add(ACKNOWLEDGED, 6, READ, 7, 0, 50, 60, 2L, 2L)
                .add(ACKNOWLEDGED, 7, READ, 7, 0, 70, 80, 1L, 1L)
                .register(7, 2, 2);
        assertThat(sessionFindings()).isEmpty();

        history.add(ACKNOWLEDGED, 6, READ, 7, 0, 60, 81, 1L, 1L);
        assertThat(sessionFindings()).as("it began before the other had ended").isEmpty();
        history.add(ACKNOWLEDGED, 6, READ, 7, 0, 61, 82, 1L, 1L);
        assertThat(sessionFindings())
                .containsExactly("READ 0 of session 6 at 61: saw version 1, though its session had seen version 2");
    }

    @Test
    void ofListsSessionsKnowTheLength() {
        history.add(ACKNOWLEDGED, 5, APPEND, 7, 1, 10, 20, 1L)
                .add(ACKNOWLEDGED, 5, READ_LIST, 7, 0, 30, 40, 1L)
                .add(ACKNOWLEDGED, 5, READ_LIST, 7, 0, 50, 60)
                .list(7, 1L);
        assertThat(sessionFindings())
                .containsExactly(
                        "READ_LIST 0 of session 5 at 50: saw 0 elements, though its session had written 1 elements",
                        "READ_LIST 0 of session 5 at 50: saw 0 elements, though its session had seen 1 elements");
    }

    private List<String> sessionFindings() {
        HistoryRules rules = HistoryRules.strict(EnumSet.of(
                        HistoryCheck.STALE_READS, HistoryCheck.READ_YOUR_WRITES, HistoryCheck.MONOTONIC_READS))
                .withStale(100, Duration.ofSeconds(1));
        List<String> findings = new ArrayList<>();
        history.judge(rules).values().forEach(result -> result.findings().forEach(f -> findings.add(f.detail())));
        return findings;
    }

    // Aborted reads

    @Test
    void whatOnlyARejectedWriteHasWrittenMustNotBeRead() {
        history.ok(READ, 7, 0, 12, 15, 1L, 1L)
                .add(REJECTED, 0, WRITE, 7, 1, 10, 20)
                .ok(WRITE, 7, 2, 10, 20, 2L);
        history.add(INDETERMINATE, 0, WRITE, 7, 3, 10, 20).register(7, 2, 2);
        assertFound(
                HistoryCheck.ABORTED_READS,
                "7: WRITE 1 of session 0 at 10: was rejected, but a read saw what it wrote");

        history.operations.set(
                0, TestingHistory.operation(ACKNOWLEDGED, 0, READ, 7, 0, 12, 25, "s0", 1, List.of(1L, 1L)));
        assertFound(
                HistoryCheck.ABORTED_READS,
                "7: READ 0 of session 0 at 12: saw version 1 by the write 1, which was rejected");
    }

    @Test
    void whatNobodyHasWrittenMustNotBeRead() {
        history.ok(READ, 7, 0, 10, 20, 0L, 99L).register(7, 0, 99);
        assertFound(HistoryCheck.ABORTED_READS, "99: was read, though nobody wrote it");

        history.torn = true;
        assertThat(history.findings()).as("its writer may be missing").isEmpty();
    }

    @Test
    void anElementWhoseAppendWasRejectedMustNotBeThere() {
        history.add(REJECTED, 0, APPEND, 7, 1, 10, 20).list(7, 1L);
        assertFound(HistoryCheck.ABORTED_READS, "1: is there in the end, though it was rejected");

        TestingHistory read =
                new TestingHistory().add(REJECTED, 0, APPEND, 7, 1, 10, 20).ok(READ_LIST, 7, 0, 30, 40, 1L);
        assertThat(read.findings())
                .containsEntry(
                        HistoryCheck.ABORTED_READS,
                        List.of(
                                "7: READ_LIST 0 of session 0 at 30: saw element 1 at place 1, whose append was rejected"));
    }

    @Test
    void anElementMustNotHaveBeenReadBeforeItsAppendWasRejected() {
        history.kinds = EnumSet.noneOf(FinalState.Kind.class);
        history.ok(READ_LIST, 7, 0, 12, 15, 1L).add(REJECTED, 0, APPEND, 7, 1, 10, 20);
        assertFound(
                HistoryCheck.ABORTED_READS, "7: APPEND 1 of session 0 at 10: was rejected, but a read saw its element");
    }

    @Test
    void aRejectedInsertMustNotBeThere() {
        history.add(REJECTED, 0, INSERT, 7, 1, 10, 20);
        assertThat(history.findings()).isEmpty();

        history.inserts.add(1L);
        assertFound(HistoryCheck.ABORTED_READS, "1: is there in the end, though it was rejected");
    }

    @Test
    void aRejectedWriteMustNotBeTheRegistersInTheEnd() {
        history.add(REJECTED, 0, WRITE, 7, 1, 10, 20)
                .add(INDETERMINATE, 0, WRITE, 7, 2, 10, 20)
                .register(7, 1, 1);
        assertFound(HistoryCheck.ABORTED_READS, "7: write 1 is there in the end, though it was rejected");
    }

    // Lists, sums, owners

    @Test
    void elementsKeepTheirOrder() {
        history.ok(APPEND, 7, 1, 10, 20, 1L)
                .ok(APPEND, 7, 2, 30, 40, 2L)
                .ok(READ_LIST, 7, 0, 50, 60, 1L, 2L)
                .list(7, 2L, 1L);
        assertFound(
                HistoryCheck.LIST_ORDER,
                "7: APPEND 1 of session 0 at 10: was acknowledged as element 1; there lies element 2",
                "7: APPEND 2 of session 0 at 30: was acknowledged as element 2; there lies element 1",
                "7: READ_LIST 0 of session 0 at 50: saw element 1 at place 1, where element 2 is in the end");
    }

    @Test
    void anElementLiesWhereItsClientWasTold() {
        history.ok(APPEND, 7, 1, 10, 20, 5L).list(7, 1L);
        assertFound(
                HistoryCheck.LIST_ORDER,
                "7: APPEND 1 of session 0 at 10: was acknowledged as element 5; there is none");
    }

    @Test
    void ofTwoReadsOneIsAPrefixOfTheOtherAlsoWhereTheEndIsNotKnown() {
        history.kinds = EnumSet.noneOf(FinalState.Kind.class);
        history.ok(APPEND, 7, 1, 10, 20, 1L)
                .ok(APPEND, 7, 2, 10, 20, 2L)
                .ok(APPEND, 7, 3, 10, 20, 3L)
                .ok(READ_LIST, 7, 0, 15, 30, 1L)
                .ok(READ_LIST, 7, 0, 15, 30, 1L, 2L)
                .ok(READ_LIST, 7, 0, 15, 30, 1L);
        assertThat(history.findings()).isEmpty();

        history.ok(READ_LIST, 7, 0, 15, 30, 1L, 3L);
        assertFound(
                HistoryCheck.LIST_ORDER,
                "7: READ_LIST 0 of session 0 at 15: saw element 3 at place 2, where element 2 is in another read");
    }

    @Test
    void moneyIsConserved() {
        history.ok(TRANSFER, 7, 5, 10, 20).ok(SUM, 7, 100, 10, 20, 40L, 60L);
        history.sums.add(new long[] {7, 100, 100});
        assertThat(history.findings()).isEmpty();

        history.ok(SUM, 7, 100, 30, 40, 40L, 59L).ok(SUM, 7, 100, 50, 60);
        history.sums.add(new long[] {8, 100, 103});
        assertFound(
                HistoryCheck.CONSERVATION,
                "8: the sum is 103 in the end, which is +3",
                "7: SUM 100 of session 0 at 30: saw the sum 99, which is -1",
                "7: SUM 100 of session 0 at 50: saw nothing instead of the sum 100");
    }

    @Test
    void whatIsHeldIsWhatItsEntriesAddUpTo() {
        history.ok(INSERT, 7, 1, 10, 20).inserts.add(1L);
        history.sums.add(new long[] {7, 2_000, 2_000});
        history.balances.add(new long[] {7, 995, 995});
        history.balances.add(new long[] {8, 1_005, 1_005});
        assertThat(history.findings()).isEmpty();

        history.balances.clear(); // the transfer of 5 is gone from both of them, and its entry is not
        history.balances.add(new long[] {7, 995, 1_000});
        history.balances.add(new long[] {8, 1_005, 1_000});
        assertFound(
                HistoryCheck.CONSERVATION,
                "7: its entries add up to 995, and it holds 1000 in the end, which is +5",
                "8: its entries add up to 1005, and it holds 1000 in the end, which is -5");
    }

    @Test
    void aSumOfNothingIsNotASumOfZero() {
        history.ok(SUM, 7, 0, 10, 20, 0L);
        assertThat(history.findings()).isEmpty();

        history.ok(SUM, 7, 0, 30, 40);
        assertFound(HistoryCheck.CONSERVATION, "7: SUM 0 of session 0 at 30: saw nothing instead of the sum 0");
    }

    @Test
    void aShardMustNotAcceptWritesToKeysThatItNoLongerOwns() {
        Ownership.Term before = new Ownership.Term(1, 0, List.of(new OwnedRange(KeyInterval.ALL, "s0")));
        Ownership.Term after = new Ownership.Term(
                2, 100, List.of(new OwnedRange(KeyInterval.below(5), "s0"), new OwnedRange(KeyInterval.from(5), "s1")));
        history.ownership =
                Optional.of(new Ownership(List.of(before, after), operation -> OptionalLong.of(operation.key())));
        history.inserts.addAll(List.of(1L, 2L, 3L, 4L, 5L));
        insertInto("s0", 1, 7, 1, 50, 60); // before
        insertInto("s0", 1, 7, 2, 90, 150); // around it
        insertInto("s1", 2, 7, 3, 95, 99); // around the commit of the new epoch, by which it was routed
        insertInto("s0", 1, 4, 4, 150, 160); // not moved
        insertInto("s1", 2, 7, 5, 150, 160);
        assertThat(history.findings()).isEmpty();

        history.inserts.addAll(List.of(6L, 7L));
        insertInto("s0", 1, 7, 6, 101, 160);
        insertInto("s1", 1, 7, 7, 50, 60);
        assertFound(
                HistoryCheck.WRONG_OWNER,
                "7: INSERT 7 of session 0 at 50: was routed by epoch 1 and accepted by s1,"
                        + " which does not own the key in epoch 1",
                "7: INSERT 6 of session 0 at 101: was routed by epoch 1 and accepted by s0,"
                        + " which does not own the key in epoch 2");
    }

    private void insertInto(String shard, long epoch, long key, long argument, long invoked, long end) {
        history.operations.add(TestingHistory.operation(
                ACKNOWLEDGED, 0, INSERT, key, argument, invoked, end, shard, epoch, List.of()));
    }

    // What can not be said

    @Test
    void whatExaminedNothingIsInconclusive() {
        history.judge()
                .forEach((check, result) ->
                        assertThat(result.verdict()).as(result.check()).isEqualTo(Verdict.INCONCLUSIVE));
    }

    @Test
    void aHistoryThatEndsEarlyIsInconclusive() {
        TestingHistory whole = SimulatedRun.of(1, 250);
        whole.judge().values().forEach(result -> assertThat(result.verdict()).isEqualTo(Verdict.PASS));

        whole.torn = true;
        whole.judge().values().forEach(result -> {
            assertThat(result.verdict()).as(result.check()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(result.summary()).contains("the driver died");
        });
    }

    @Test
    void anUnknownEndIsInconclusiveButFindsWhatReadsTell() {
        history.kinds = EnumSet.noneOf(FinalState.Kind.class);
        history.ok(WRITE, 7, 1, 10, 20, 1L).ok(APPEND, 7, 2, 10, 20, 1L).ok(INSERT, 7, 3, 10, 20);
        assertThat(history.judge().get(HistoryCheck.LOST_WRITES))
                .returns(Verdict.INCONCLUSIVE, CheckResult::verdict)
                .returns(
                        "no lost writes found, but it is not known which registers and lists and inserts there are in"
                                + " the end",
                        CheckResult::summary);

        history.ok(WRITE, 7, 4, 30, 40, 1L);
        assertThat(history.judge().get(HistoryCheck.LOST_WRITES).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void argumentsThatAreNotUniqueProveNothing() {
        history.ok(INSERT, 7, 1, 10, 20).ok(INSERT, 8, 1, 10, 20).inserts.add(1L);
        assertThat(history.judge().get(HistoryCheck.LOST_WRITES))
                .returns(Verdict.INCONCLUSIVE, CheckResult::verdict)
                .returns(
                        "no lost writes found, but 1 operations have an argument that another one had already",
                        CheckResult::summary);
    }

    @Test
    void withoutOwnersNobodyIsWrong() {
        history.ok(INSERT, 7, 1, 10, 20).inserts.add(1L);
        assertThat(history.judge().get(HistoryCheck.WRONG_OWNER))
                .returns(Verdict.INCONCLUSIVE, CheckResult::verdict)
                .extracting(CheckResult::summary)
                .asString()
                .endsWith("it is not known who owned what");
    }

    @Test
    void theChecksOfAWorkloadFollowFromItsEffects() {
        assertThat(HistoryCheck.of(EnumSet.of(Effect.INSERT, Effect.SUM)))
                .containsExactly(
                        HistoryCheck.LOST_WRITES,
                        HistoryCheck.DUPLICATED_EFFECTS,
                        HistoryCheck.ABORTED_READS,
                        HistoryCheck.CONSERVATION,
                        HistoryCheck.WRONG_OWNER);
        assertThat(HistoryCheck.of(EnumSet.of(Effect.NONE))).isEmpty();
    }

    @Test
    void allChecksShareOneReading() throws Exception {
        history.ok(INSERT, 7, 1, 10, 20).inserts.add(1L);
        int[] readings = new int[1];
        HistoryRules rules = HistoryRules.strict(EnumSet.of(HistoryCheck.DUPLICATED_EFFECTS, HistoryCheck.LOST_WRITES));
        HistoryChecks checks = new HistoryChecks(
                consumer -> {
                    readings[0]++;
                    return history.read(consumer);
                },
                history,
                Optional.empty(),
                rules,
                () -> 0);
        List<String> names = new ArrayList<>();
        for (Check check : checks.checks()) {
            assertThat(check.run()).returns(Verdict.PASS, CheckResult::verdict);
            assertThat(check.run().check()).isEqualTo(check.name());
            names.add(check.name());
        }
        assertThat(names).containsExactly("lostWrites", "duplicatedEffects");
        assertThat(readings[0]).isEqualTo(1);
    }

    private void assertFound(HistoryCheck check, String... findings) {
        assertThat(history.findings()).isEqualTo(Map.of(check, List.of(findings)));
    }
}
