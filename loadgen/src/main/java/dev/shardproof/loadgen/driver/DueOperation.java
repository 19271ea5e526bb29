package dev.shardproof.loadgen.driver;

import dev.shardproof.loadgen.workload.Intent;
import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Evidence;
import dev.shardproof.verifier.history.Outcome;
import java.util.SplittableRandom;

/** One operation from its slot to its end, which is recorded once, whoever comes first to record it. Thread-safe. */
final class DueOperation {

    private final Dispatcher dispatcher;
    private final long number;
    private final long intendedMicros;

    /** When a thread came too late to sleep for it; 0 if one slept. For the thread alone. */
    private long takenMicros;

    /** How much of the time until then was the driver's own fault. */
    private long ownWaitMicros;

    // What follows is guarded by this.
    private Operation operation;
    private long invokedMicros;
    private boolean begun;
    private boolean recorded;

    DueOperation(Dispatcher dispatcher, long number, long intendedMicros) {
        this.dispatcher = dispatcher;
        this.number = number;
        this.intendedMicros = intendedMicros;
    }

    long number() {
        return number;
    }

    long intendedMicros() {
        return intendedMicros;
    }

    /** A thread took it after it was due. */
    void took(long micros, long ownMicros) {
        takenMicros = micros;
        ownWaitMicros = ownMicros;
    }

    /** Whether a thread took it in time and sleeps until it is due. */
    boolean slept() {
        return takenMicros == 0;
    }

    /** Makes up the operation and counts how late it begins. */
    synchronized Operation begin() {
        make();
        begun = true;
        long ready = slept() ? intendedMicros : takenMicros;
        dispatcher
                .punctuality()
                .sent(
                        Math.max(0, invokedMicros - ready) + ownWaitMicros,
                        Math.max(0, ready - intendedMicros - ownWaitMicros));
        return operation;
    }

    synchronized boolean isUnderWay() {
        return begun && !recorded;
    }

    private void make() {
        operation = dispatcher
                .workload()
                .next(number, new SplittableRandom(dispatcher.settings().seed() ^ spread(number)));
        invokedMicros = Math.max(intendedMicros, dispatcher.nowMicros());
    }

    /**
     * Records that it did not end, or that it was never sent.
     *
     * @param ownFault whose fault it is if it was never sent
     */
    synchronized void giveUp(boolean ownFault) {
        if (recorded) {
            return;
        }
        try {
            if (begun) {
                end(new Completion(Outcome.INDETERMINATE, "", 0, 1, Dispatcher.UNFINISHED));
            } else {
                make();
                dispatcher.punctuality().notSent(ownFault);
                end(new Completion(Outcome.REJECTED, "", 0, 0, ClientOperation.NOT_SENT));
            }
        } catch (RuntimeException e) {
            dispatcher.fail(e);
        }
    }

    synchronized void end(Completion completion) {
        if (recorded) {
            return;
        }
        recorded = true;
        Intent intent = operation.intent();
        dispatcher.record(new ClientOperation(
                operation.name(),
                operation.write(),
                intendedMicros,
                invokedMicros,
                Math.max(invokedMicros, dispatcher.nowMicros()),
                completion.shard(),
                completion.epoch(),
                completion.outcome(),
                completion.attempts(),
                completion.error(),
                operation.instance(),
                intent.openKey()
                        ? (Long) operation.key()
                        : dispatcher.settings().pseudonym().of(operation.key()),
                new Evidence(intent.session(), intent.effect(), intent.argument(), completion.observed())));
    }

    /**
     * Neighbouring seeds of a SplittableRandom may give overlapping sequences, scattered ones do not. This is the
     * finalizer of MurmurHash3 for 64 bits (A. Appleby), a bijection.
     */
    private static long spread(long number) {
        long h = number;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
