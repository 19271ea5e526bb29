package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Effect;
import dev.shardproof.verifier.history.Outcome;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import java.util.List;

/** Judges reads, writes and deletes of registers. Not thread-safe. */
final class Registers {

    private record Value(long version, long argument) {}

    /** So many reads that saw nothing may wait for a delete that explains them. */
    private static final int ABSENCES_MAX = 100_000;

    private final Judgement judgement;
    private final LongTable<RegisterState> states = new LongTable<>();
    private final LongTable<Value> finalValues = new LongTable<>();
    private int absences;
    private long absencesLeftOut;

    Registers(Judgement judgement) {
        this.judgement = judgement;
    }

    /** A register that is there in the end. */
    void isThere(long key, long version, long argument) {
        finalValues.computeIfAbsent(key, () -> new Value(version, argument));
    }

    void read(ClientOperation read) {
        if (read.outcome() != Outcome.ACKNOWLEDGED) {
            return;
        }
        RegisterState state = state(read);
        long known = judgement.known(state.known, read);
        judgement.examine(false, read, known);
        List<Long> observed = read.evidence().observed();
        if (observed.size() < 2) {
            absent(state, read, known);
            return;
        }
        long version = observed.get(0);
        long writer = observed.get(1);
        if (known > 2 * version) {
            back(state, read, version, known);
        }
        compareWriter(state, read, version, writer, false);
        if (judgement.arguments.see(writer) == Outcome.REJECTED) {
            judgement.find(
                    HistoryCheck.ABORTED_READS,
                    Kind.EXTRA,
                    read,
                    "saw version %d by the write %d, which was rejected".formatted(version, writer));
        }
        state.known.add(read.endMicros(), 2 * version, judgement.horizon(read));
        judgement.learn(SessionMemory.Deed.READ, false, read, 2 * version);
    }

    private void back(RegisterState state, ClientOperation read, long version, long known) {
        judgement.regressed(false, read, 2 * version);
        long knownSince = state.known.laterThan(2 * version);
        boolean deleted = (known & 1) != 0;
        if (deleted && !judgement.mayBeStale(read, knownSince)) {
            judgement.find(
                    HistoryCheck.RESURRECTED_DELETES,
                    Kind.EXTRA,
                    read,
                    "saw version %d, though version %d had been deleted".formatted(version, known >> 1));
            return;
        }
        judgement.stale(
                read,
                "version " + version,
                (deleted ? "the deletion of version " : "version ") + (known >> 1),
                (known >> 1) - version,
                knownSince);
    }

    void write(ClientOperation write) {
        Outcome outcome = write.outcome();
        long argument = write.evidence().argument();
        RegisterState state = state(write);
        boolean seen = judgement.arguments.record(argument, ArgumentLedger.WRITES, outcome);
        if (outcome == Outcome.REJECTED) {
            if (seen) {
                judgement.find(
                        HistoryCheck.ABORTED_READS, Kind.EXTRA, write, "was rejected, but a read saw what it wrote");
            }
            return;
        }
        judgement.of(HistoryCheck.DUPLICATED_EFFECTS).examine();
        if (outcome == Outcome.INDETERMINATE) {
            state.indeterminateWrites++;
            return;
        }
        judgement.of(HistoryCheck.LOST_WRITES).examine();
        if (write.evidence().observed().isEmpty()) {
            judgement.find(HistoryCheck.LOST_WRITES, Kind.MISSING, write, "was acknowledged, but wrote nothing");
            return;
        }
        long version = write.evidence().observed().get(0);
        state.ackedWrites++;
        onNewest(state, write, 2 * version - 1, "was given version " + version);
        compareWriter(state, write, version, argument, true);
        state.known.add(write.endMicros(), 2 * version, judgement.horizon(write));
        judgement.learn(SessionMemory.Deed.WROTE, false, write, 2 * version);
    }

    void delete(ClientOperation delete) {
        if (delete.outcome() == Outcome.REJECTED) {
            return;
        }
        RegisterState state = state(delete);
        if (delete.outcome() == Outcome.INDETERMINATE) {
            absences -= state.deletedPerhaps(delete);
            judgement.canNotTell++;
            return;
        }
        judgement.of(HistoryCheck.LOST_WRITES).examine();
        if (delete.evidence().observed().isEmpty()) {
            absent(state, delete, judgement.known(state.known, delete));
            return;
        }
        judgement.of(HistoryCheck.RESURRECTED_DELETES).examine();
        long version = delete.evidence().observed().get(0);
        onNewest(state, delete, 2 * version, "deleted version " + version);
        absences -= state.deleted(delete, 2 * version + 1);
        state.known.add(delete.endMicros(), 2 * version + 1, judgement.horizon(delete));
        judgement.learn(SessionMemory.Deed.WROTE, false, delete, 2 * version + 1);
    }

    /** A change must be made to the newest state that was known: else that state is lost, or was where it happened. */
    private void onNewest(RegisterState state, ClientOperation change, long highest, String what) {
        long known = judgement.known(state.known, change);
        if (known > highest) {
            boolean gone = (known & 1) != 0;
            state.forked = true;
            judgement.find(
                    gone && change.evidence().effect() == Effect.DELETE
                            ? HistoryCheck.RESURRECTED_DELETES
                            : HistoryCheck.LOST_WRITES,
                    Kind.MISSING,
                    change,
                    "%s, though version %d was %s before it began"
                            .formatted(what, known >> 1, gone ? "deleted" : "known"));
        }
    }

    private void compareWriter(
            RegisterState state, ClientOperation operation, long version, long writer, boolean toldSo) {
        long other = state.writerOf(version, writer);
        if (other != writer) {
            state.forked = true;
            boolean bothToldSo = toldSo && state.isAcknowledged(version);
            judgement.find(
                    HistoryCheck.LOST_WRITES,
                    Kind.MISSING,
                    operation,
                    bothToldSo
                            ? "was given version %d, as was write %d: one of them is lost".formatted(version, other)
                            : "version %d is that of write %d here, and of write %d elsewhere"
                                    .formatted(version, writer, other));
        }
        long twice = state.otherVersionOf(writer, version);
        if (twice >= 0 && writer > 0) {
            judgement.find(
                    HistoryCheck.DUPLICATED_EFFECTS,
                    Kind.EXTRA,
                    operation,
                    "write %d made version %d and version %d".formatted(writer, twice, version));
        }
        state.wrote(version, writer, toldSo);
    }

    private void absent(RegisterState state, ClientOperation operation, long known) {
        if (known == Timeline.NONE || (known & 1) != 0 || !state.isUnexplained(operation, known)) {
            return;
        }
        if (absences == ABSENCES_MAX) {
            absencesLeftOut++;
            return;
        }
        absences++;
        state.absent(operation, known);
    }

    /** How many operations that saw nothing could not be remembered until a delete might have explained them. */
    long absencesLeftOut() {
        return absencesLeftOut;
    }

    private RegisterState state(ClientOperation operation) {
        return states.computeIfAbsent(operation.key(), RegisterState::new);
    }

    /**
     * Judges what is there in the end; to be called once, after the last operation.
     *
     * @param complete whether the history tells of every operation; else what is gone may have been deleted by one of those
     *     that it does not tell of
     */
    void finish(boolean finalKnown, boolean complete) {
        states.forEach((key, state) -> {
            if (complete) {
                state.absences().forEach(absence -> unexplained(state, absence));
            }
            if (finalKnown) {
                finish(key, state, finalValues.get(key), complete);
            } else {
                judgement.canNotTell += state.indeterminateWrites;
            }
        });
        if (finalKnown) {
            finalValues.forEach((key, value) -> {
                if (states.get(key) == null && value.version > 0 && complete) {
                    judgement.find(
                            HistoryCheck.DUPLICATED_EFFECTS,
                            Kind.EXTRA,
                            key,
                            "has version %d in the end, and nobody has written it".formatted(value.version));
                }
            });
        }
    }

    /** An operation saw nothing where there was something, and no delete is the reason. */
    private void unexplained(RegisterState state, RegisterState.Absence absence) {
        ClientOperation operation = absence.operation();
        if (operation.evidence().effect() == Effect.DELETE) {
            judgement.find(
                    HistoryCheck.LOST_WRITES,
                    Kind.MISSING,
                    operation,
                    "found nothing to delete, though version %d was known before it began"
                            .formatted(absence.known() >> 1));
            return;
        }
        judgement.regressed(false, operation, Math.max(state.deleted, 0));
        judgement.stale(
                operation,
                "nothing",
                "version " + (absence.known() >> 1),
                (absence.known() >> 1) - (state.deleted >> 1),
                absence.knownSince());
    }

    private void finish(long key, RegisterState state, Value value, boolean complete) {
        long last = state.known.last();
        if (value == null) {
            judgement.canNotTell += state.indeterminateWrites;
            boolean deleted = state.deleted > last || (last & 1) != 0 || state.indeterminateDeletes > 0;
            if (last != Timeline.NONE && !deleted && complete) {
                judgement.find(
                        HistoryCheck.LOST_WRITES,
                        Kind.MISSING,
                        key,
                        "is not there in the end, though version %d was known".formatted(last >> 1));
            }
            return;
        }
        if (2 * value.version < last) {
            boolean gone = (last & 1) != 0;
            judgement.find(
                    gone ? HistoryCheck.RESURRECTED_DELETES : HistoryCheck.LOST_WRITES,
                    gone ? Kind.EXTRA : Kind.MISSING,
                    key,
                    "has version %d in the end, though version %d was %s"
                            .formatted(value.version, last >> 1, gone ? "deleted" : "known"));
        }
        finishWriter(key, state, value, complete);
        if (state.ackedWrites > value.version && !state.forked && 2 * value.version >= last) {
            judgement.find(
                    HistoryCheck.LOST_WRITES,
                    Kind.MISSING,
                    key,
                    "has version %d in the end, after %d acknowledged writes: some were given the same version"
                            .formatted(value.version, state.ackedWrites));
        }
        int possible = state.ackedWrites + state.indeterminateWrites;
        if (value.version > possible && complete) {
            judgement.find(
                    HistoryCheck.DUPLICATED_EFFECTS,
                    Kind.EXTRA,
                    key,
                    "has version %d in the end, after at most %d writes".formatted(value.version, possible));
        }
        long happened = Math.max(0, Math.min(state.indeterminateWrites, value.version - state.ackedWrites));
        judgement.happened += happened;
        judgement.didNotHappen += state.indeterminateWrites - happened;
    }

    private void finishWriter(long key, RegisterState state, Value value, boolean complete) {
        long writer = state.writerOf(value.version, value.argument);
        if (writer != value.argument) {
            judgement.find(
                    HistoryCheck.LOST_WRITES,
                    Kind.DIFFERENT,
                    key,
                    "version %d is that of write %d in the end, and was that of write %d"
                            .formatted(value.version, value.argument, writer));
        }
        long twice = state.otherVersionOf(value.argument, value.version);
        boolean told = state.writerOf(value.version, -1) == value.argument; // then operations have said so
        if (twice >= 0 && value.argument > 0 && !told) {
            judgement.find(
                    HistoryCheck.DUPLICATED_EFFECTS,
                    Kind.EXTRA,
                    key,
                    "write %d made version %d, and version %d in the end"
                            .formatted(value.argument, twice, value.version));
        }
        int entry = judgement.arguments.entry(value.argument);
        Outcome outcome = ArgumentLedger.outcome(entry);
        if (outcome == Outcome.REJECTED || outcome == null && complete && !ArgumentLedger.seen(entry)) {
            judgement.find(
                    HistoryCheck.ABORTED_READS,
                    Kind.EXTRA,
                    key,
                    "write %d is there in the end, though %s"
                            .formatted(value.argument, outcome == null ? "nobody made it" : "it was rejected"));
        }
    }
}
