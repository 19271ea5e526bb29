package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.history.ClientOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of one register: about 300 bytes once it was used. The state after a write of version v is 2v, that after
 * its removal 2v + 1. Not thread-safe.
 */
final class RegisterState {

    /** A read that saw nothing where something was known: a delete may explain it that ends later. */
    record Absence(ClientOperation operation, long known, long knownSince) {}

    /** Versions at least this far apart are not compared by their arguments. */
    private static final int RECENT = 8;

    final Timeline known = new Timeline();
    /** Of each of the recent versions its number, then its writer, for they are needed together. */
    private final long[] recent = new long[2 * RECENT];

    private int acknowledged;
    private List<Absence> absences = List.of();

    int ackedWrites;
    int indeterminateWrites;
    int indeterminateDeletes;
    /** Whether two of its writes have been found to exclude each other. */
    boolean forked;

    /** When the first of the indeterminate deletes was invoked. */
    private long firstIndeterminateDelete = Long.MAX_VALUE;
    /** The newest state that a delete has left; {@link Timeline#NONE} if there was none. */
    long deleted = Timeline.NONE;

    RegisterState() {
        Arrays.fill(recent, -1);
    }

    /** Who is known to have written a version, or {@code otherwise} if that is not remembered. */
    long writerOf(long version, long otherwise) {
        int slot = slot(version);
        return recent[slot] == version ? recent[slot + 1] : otherwise;
    }

    /** Whether a client was told that it had written the version. */
    boolean isAcknowledged(long version) {
        int slot = slot(version);
        return recent[slot] == version && (acknowledged & 1 << slot) != 0;
    }

    /** Another version that the same writer has made, or -1. */
    long otherVersionOf(long writer, long version) {
        for (int i = 0; i < recent.length; i += 2) {
            if (recent[i + 1] == writer && recent[i] >= 0 && recent[i] != version) {
                return recent[i];
            }
        }
        return -1;
    }

    /** Remembers who wrote a version, if that is not older than what is remembered. */
    void wrote(long version, long writer, boolean toldSo) {
        int slot = slot(version);
        if (recent[slot] < version) {
            recent[slot] = version;
            recent[slot + 1] = writer;
            acknowledged &= ~(1 << slot);
        }
        if (toldSo && recent[slot] == version) {
            acknowledged |= 1 << slot;
        }
    }

    /** A delete has ended that may have left this state; it explains reads that saw nothing: returns how many. */
    int deleted(ClientOperation delete, long state) {
        deleted = Math.max(deleted, state);
        return explain(delete, state);
    }

    int deletedPerhaps(ClientOperation delete) {
        indeterminateDeletes++;
        firstIndeterminateDelete = Math.min(firstIndeterminateDelete, delete.invokedMicros());
        return explain(delete, Long.MAX_VALUE);
    }

    private int explain(ClientOperation delete, long state) {
        int before = absences.size();
        if (before > 0) {
            absences.removeIf(
                    absence -> absence.operation.endMicros() > delete.invokedMicros() && absence.known < state);
        }
        return before - absences.size();
    }

    /** Whether no delete that has ended explains that an operation saw nothing, though a state was known. */
    boolean isUnexplained(ClientOperation operation, long state) {
        return deleted <= state && firstIndeterminateDelete >= operation.endMicros();
    }

    /** An operation saw nothing, though the register was known to be there, and nothing explains it yet. */
    void absent(ClientOperation operation, long state) {
        if (absences.isEmpty()) {
            absences = new ArrayList<>(1);
        }
        absences.add(new Absence(operation, state, known.laterThan(state - 1)));
    }

    /** Those that nothing has explained. */
    List<Absence> absences() {
        return absences;
    }

    private static int slot(long version) {
        return 2 * ((int) version & RECENT - 1);
    }
}
