package dev.shardproof.loadgen.driver;

import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.verifier.history.Outcome;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One of the threads of a load: takes an operation, sleeps until it is due, executes it, and so on until the end. */
class LoadThread extends Thread {

    /** A clock that is not the machine's is looked at again after so long. */
    private static final long NAP_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);

    private final Dispatcher dispatcher;
    private volatile DueOperation current;

    /** When the target was done with the last operation; 0 before the first. */
    private long targetEndMicros;

    LoadThread(Dispatcher dispatcher) {
        super("load-operation");
        this.dispatcher = dispatcher;
        setDaemon(true); // a target that ignores its interrupt must not keep the JVM alive
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    void setCurrent(DueOperation operation) {
        current = operation;
    }

    /** What it does, or did last. */
    Optional<DueOperation> current() {
        return Optional.ofNullable(current);
    }

    boolean isUnderWay() {
        return current != null && current.isUnderWay();
    }

    /** The time since its last operation ended, or since the load began. */
    long ownMicros(long nowMicros) {
        return targetEndMicros == 0 ? 0 : Math.max(0, nowMicros - targetEndMicros);
    }

    @Override
    public final void run() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = step();
            }
        } catch (RuntimeException | Error e) {
            dispatcher.fail(e);
        }
    }

    /** Carries out one operation; whether there may be another. */
    boolean step() {
        Optional<DueOperation> taken = dispatcher.take(this);
        if (taken.isEmpty()) {
            return false;
        }
        DueOperation operation = taken.get();
        sleepUntil(operation);
        if (!dispatcher.admit(operation)) {
            return false;
        }
        execute(operation);
        return true;
    }

    private void sleepUntil(DueOperation operation) {
        for (long left = left(operation.intendedMicros()); left > 0; left = left(operation.intendedMicros())) {
            if (dispatcher.isFinishing() && !dispatcher.isDue(operation)) {
                return;
            }
            nap(left);
        }
    }

    long left(long micros) {
        return micros - dispatcher.nowMicros();
    }

    /** Sleeps for at most so long. */
    final void nap(long micros) {
        LockSupport.parkNanos(Math.min(NAP_NANOS_MAX, TimeUnit.MICROSECONDS.toNanos(Math.min(micros, NAP_NANOS_MAX))));
        Thread.interrupted(); // a target may leave one behind, with which nobody could sleep any more
    }

    final void execute(DueOperation due) {
        Operation operation = due.begin();
        dispatcher.listener().began();
        Completion completion;
        try {
            completion = dispatcher.target().execute(operation);
        } catch (InterruptedException e) {
            completion = new Completion(Outcome.INDETERMINATE, "", 0, 1, Dispatcher.UNFINISHED);
        } catch (RuntimeException e) {
            completion =
                    new Completion(Outcome.INDETERMINATE, "", 0, 1, e.getClass().getSimpleName());
        }
        targetEndMicros = dispatcher.nowMicros();
        due.end(completion);
    }
}
