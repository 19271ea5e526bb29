package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Outcome;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges appends to lists and reads of them. Of each list it keeps the elements that are there in the end, or, where
 * nobody tells those, the longest read. Not thread-safe.
 */
final class Lists {

    private static final long[] NOTHING = {};

    /** What is known of one list; its state is its length. */
    private static final class ListState {
        private final Timeline known = new Timeline();
        private long[] elements = NOTHING;
    }

    private final Judgement judgement;
    private final boolean finalKnown;
    private final LongTable<ListState> states = new LongTable<>();

    /** @param finalKnown whether {@link #isThere} is called for every list that is there in the end */
    Lists(Judgement judgement, boolean finalKnown) {
        this.judgement = judgement;
        this.finalKnown = finalKnown;
    }

    /** A list that is there in the end; must be called before any operation. */
    void isThere(long key, long[] elements) {
        states.computeIfAbsent(key, ListState::new).elements = elements;
        for (int i = 0; i < elements.length; i++) {
            if (judgement.arguments.find(elements[i]) > 1) {
                judgement.find(
                        HistoryCheck.DUPLICATED_EFFECTS,
                        Kind.EXTRA,
                        key,
                        "element %d is there more than once in the end, here at place %d"
                                .formatted(elements[i], i + 1));
            }
        }
    }

    void read(ClientOperation read) {
        if (read.outcome() != Outcome.ACKNOWLEDGED) {
            return;
        }
        ListState state = states.computeIfAbsent(read.key(), ListState::new);
        List<Long> observed = read.evidence().observed();
        int length = observed.size();
        long known = judgement.known(state.known, read);
        judgement.of(HistoryCheck.LIST_ORDER).examine();
        judgement.examine(true, read, known);
        if (known > length) {
            judgement.regressed(true, read, length);
            judgement.stale(
                    read, length + " elements", known + " elements", known - length, state.known.laterThan(length));
        }
        int same = 0;
        while (same < length && same < state.elements.length && observed.get(same) == state.elements[same]) {
            same++;
        }
        if (same < length) {
            differs(state, read, observed, same);
        }
        state.known.add(read.endMicros(), length, judgement.horizon(read));
        judgement.learn(SessionMemory.Deed.READ, true, read, length);
    }

    /** The read goes on otherwise than what is kept, or longer. */
    private void differs(ListState state, ClientOperation read, List<Long> observed, int same) {
        boolean longer = same == state.elements.length;
        boolean explained = !finalKnown && longer;
        long[] kept = state.elements;
        if (explained) {
            state.elements = observed.stream().mapToLong(Long::longValue).toArray();
        }
        Map<Long, Integer> places = new HashMap<>();
        for (int i = 0; i < observed.size(); i++) {
            Integer before = places.putIfAbsent(observed.get(i), i + 1);
            if (before != null && i >= same) {
                explained = true;
                judgement.find(
                        HistoryCheck.DUPLICATED_EFFECTS,
                        Kind.EXTRA,
                        read,
                        "saw element %d at place %d and at place %d".formatted(observed.get(i), before, i + 1));
            } else if (i >= same) {
                explained |= isFault(read, observed.get(i), i + 1);
            }
        }
        if (!explained) {
            String instead = longer
                    ? "there is none in the end"
                    : "element %d is %s".formatted(kept[same], finalKnown ? "in the end" : "in another read");
            judgement.find(
                    HistoryCheck.LIST_ORDER,
                    Kind.DIFFERENT,
                    read,
                    "saw element %d at place %d, where %s".formatted(observed.get(same), same + 1, instead));
        }
    }

    /** Whether an element that a read saw should not have been there, or should still be there. */
    private boolean isFault(ClientOperation read, long element, int place) {
        if (judgement.arguments.see(element) == Outcome.REJECTED) {
            judgement.find(
                    HistoryCheck.ABORTED_READS,
                    Kind.EXTRA,
                    read,
                    "saw element %d at place %d, whose append was rejected".formatted(element, place));
            return true;
        }
        if (finalKnown && ArgumentLedger.found(judgement.arguments.entry(element)) == 0) {
            judgement.find(
                    HistoryCheck.LOST_WRITES,
                    Kind.MISSING,
                    read,
                    "saw element %d at place %d, and it is not there in the end".formatted(element, place));
            return true;
        }
        return false;
    }

    void append(ClientOperation append) {
        long argument = append.evidence().argument();
        boolean seen = judgement.arguments.record(argument, ArgumentLedger.APPENDS, append.outcome());
        if (append.outcome() == Outcome.REJECTED) {
            if (seen) {
                judgement.find(
                        HistoryCheck.ABORTED_READS, Kind.EXTRA, append, "was rejected, but a read saw its element");
            }
            return;
        }
        judgement.of(HistoryCheck.DUPLICATED_EFFECTS).examine();
        if (append.outcome() == Outcome.INDETERMINATE) {
            return;
        }
        judgement.of(HistoryCheck.LOST_WRITES).examine();
        if (append.evidence().observed().isEmpty()) {
            judgement.find(HistoryCheck.LOST_WRITES, Kind.MISSING, append, "was acknowledged, but wrote nothing");
            return;
        }
        judgement.of(HistoryCheck.LIST_ORDER).examine();
        ListState state = states.computeIfAbsent(append.key(), ListState::new);
        long length = append.evidence().observed().get(0);
        long known = judgement.known(state.known, append);
        if (known >= length) {
            judgement.find(
                    HistoryCheck.LOST_WRITES,
                    Kind.MISSING,
                    append,
                    "made the list %d elements long, though it was known to have %d before it began"
                            .formatted(length, known));
        }
        place(state, append, argument, length);
        state.known.add(append.endMicros(), length, judgement.horizon(append));
        judgement.learn(SessionMemory.Deed.WROTE, true, append, length);
    }

    /** Looks for an acknowledged element where its client was told that it is. */
    private void place(ListState state, ClientOperation append, long argument, long length) {
        boolean kept = length >= 1 && length <= state.elements.length;
        if (kept && state.elements[(int) length - 1] == argument) {
            return;
        }
        if (finalKnown && ArgumentLedger.found(judgement.arguments.entry(argument)) == 0) {
            judgement.find(
                    HistoryCheck.LOST_WRITES,
                    Kind.MISSING,
                    append,
                    "was acknowledged as element %d, and is not there in the end".formatted(length));
        } else if (finalKnown || kept) {
            judgement.find(
                    HistoryCheck.LIST_ORDER,
                    Kind.DIFFERENT,
                    append,
                    "was acknowledged as element %d; there %s"
                            .formatted(length, kept ? "lies element " + state.elements[(int) length - 1] : "is none"));
        }
    }
}
