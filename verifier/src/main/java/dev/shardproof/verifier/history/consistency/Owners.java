package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Outcome;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import dev.shardproof.verifier.history.consistency.criteria.Ownership;
import dev.shardproof.verifier.keyspace.OwnedRange;
import java.util.List;
import java.util.OptionalLong;

/**
 * Judges whether a shard accepted a write to a key that it did not own any more. A write that was invoked before an epoch
 * began may still have been committed under the one before it. Not thread-safe.
 */
final class Owners {

    private final Judgement judgement;
    private final Ownership ownership;
    private long toMovedKeys;

    Owners(Judgement judgement, Ownership ownership) {
        this.judgement = judgement;
        this.ownership = ownership;
    }

    void write(ClientOperation write) {
        if (write.outcome() != Outcome.ACKNOWLEDGED || write.shard().isEmpty()) {
            return;
        }
        OptionalLong point = ownership.keyPoint().of(write);
        if (point.isEmpty()) {
            return;
        }
        judgement.of(HistoryCheck.WRONG_OWNER).examine();
        List<Ownership.Term> terms = ownership.terms();
        int term = terms.size() - 1;
        if (term > 0
                && terms.get(term).fromMicros() < write.invokedMicros()
                && !owner(terms.get(term), point.getAsLong()).equals(owner(terms.get(term - 1), point.getAsLong()))) {
            toMovedKeys++;
        }
        while (term > 0
                && terms.get(term).fromMicros() > write.endMicros()
                && terms.get(term).epoch() > write.epoch()) {
            term--; // not in force yet when it had ended, nor was it routed by it
        }
        for (; term >= 0; term--) {
            if (owns(terms.get(term), write.shard(), point.getAsLong())) {
                return;
            }
            if (terms.get(term).fromMicros() < write.invokedMicros()) {
                break; // none before it was in force any more
            }
        }
        Ownership.Term current = terms.get(Math.max(term, 0));
        judgement.find(
                HistoryCheck.WRONG_OWNER,
                Kind.MISPLACED,
                write,
                "was routed by epoch %d and accepted by %s, which does not own the key in epoch %d"
                        .formatted(write.epoch(), write.shard(), current.epoch()));
    }

    /** Says whether the last change of owners was put to the test at all. */
    void finish(Tally tally) {
        if (ownership.terms().size() > 1) {
            tally.fact("writes to keys that had moved", "%,d".formatted(toMovedKeys));
            if (toMovedKeys == 0) {
                tally.doubt("nobody wrote to a key that had moved after it had");
            }
        }
    }

    private static boolean owns(Ownership.Term term, String shard, long point) {
        return owner(term, point).equals(shard);
    }

    /** The owner's name, or an empty text. */
    private static String owner(Ownership.Term term, long point) {
        for (OwnedRange range : term.owners()) {
            if (range.interval().contains(point)) {
                return range.shard();
            }
        }
        return "";
    }
}
