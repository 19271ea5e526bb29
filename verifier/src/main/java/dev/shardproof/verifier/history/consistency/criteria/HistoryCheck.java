package dev.shardproof.verifier.history.consistency.criteria;

import dev.shardproof.verifier.history.Effect;
import java.util.EnumSet;
import java.util.Set;

/** What a history can be judged by. The words are those of Jepsen and Elle, as far as they have one. */
public enum HistoryCheck {
    /**
     * Every acknowledged write is there in the end, or was replaced by a later one. Registers: no version falls behind an
     * acknowledged one, and no two acknowledged writes were given the same version. Lists and inserts: every acknowledged
     * element is found. Its facts also say what became of the indeterminate writes.
     */
    LOST_WRITES("lostWrites", "lost writes", Effect.WRITE, Effect.DELETE, Effect.APPEND, Effect.INSERT),
    /** No write happened twice: one argument is found once, and there are no more versions than writes. */
    DUPLICATED_EFFECTS("duplicatedEffects", "duplicated effects", Effect.WRITE, Effect.APPEND, Effect.INSERT),
    /** What was removed with acknowledgement does not come back. */
    RESURRECTED_DELETES("resurrectedDeletes", "resurrected deletes", Effect.DELETE),
    /** A read that was invoked after a version was known, written or read, returns that version or a newer one. */
    STALE_READS("staleReads", "stale reads", Effect.READ, Effect.READ_LIST),
    /** A session's read returns what the same session had written before, or something newer. */
    READ_YOUR_WRITES("readYourWrites", "reads that miss their session's own writes", Effect.READ, Effect.READ_LIST),
    /** A session's reads never go back. */
    MONOTONIC_READS("monotonicReads", "reads that go back behind their session's reads", Effect.READ, Effect.READ_LIST),
    /** Nobody reads what only a rejected write had written (Adya's G1a), or what nobody had written at all, nor is it there in the end. */
    ABORTED_READS(
            "abortedReads",
            "effects of rejected writes",
            Effect.READ,
            Effect.READ_LIST,
            Effect.WRITE,
            Effect.APPEND,
            Effect.INSERT),
    /** Of two reads of one list, one is a prefix of the other, and so are all of the list in the end. */
    LIST_ORDER("listOrder", "elements out of order", Effect.READ_LIST, Effect.APPEND),
    /**
     * A sum that never changes is never seen to change, nor in the end; and what leaves an entry of each of its changes holds
     * what they add up to.
     */
    CONSERVATION("conservation", "changed sums", Effect.SUM, Effect.TRANSFER),
    /** No shard accepts a write to a key that it no longer owns. */
    WRONG_OWNER(
            "wrongOwner",
            "writes accepted by a shard that does not own the key",
            Effect.WRITE,
            Effect.DELETE,
            Effect.APPEND,
            Effect.INSERT,
            Effect.TRANSFER);

    private final String checkName;
    private final String anomaly;
    private final Set<Effect> effects;

    HistoryCheck(String checkName, String anomaly, Effect first, Effect... others) {
        this.checkName = checkName;
        this.anomaly = anomaly;
        this.effects = EnumSet.of(first, others);
    }

    /** The name that results and reports use. */
    public String checkName() {
        return checkName;
    }

    /** What it looks for, in words, in the plural. */
    public String anomaly() {
        return anomaly;
    }

    /** The checks that can say something about operations with these effects. */
    public static Set<HistoryCheck> of(Set<Effect> effects) {
        Set<HistoryCheck> checks = EnumSet.noneOf(HistoryCheck.class);
        for (HistoryCheck check : values()) {
            if (check.effects.stream().anyMatch(effects::contains)) {
                checks.add(check);
            }
        }
        return checks;
    }
}
