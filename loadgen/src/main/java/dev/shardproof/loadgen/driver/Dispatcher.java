package dev.shardproof.loadgen.driver;

import dev.shardproof.loadgen.workload.Intent;
import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.loadgen.workload.Workload;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Evidence;
import dev.shardproof.verifier.history.HistoryWriter;
import dev.shardproof.verifier.history.Outcome;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Executes released operations on threads of its own and puts every operation that was due into the history, whatever
 * became of it.
 *
 * <p>Operations that are due while all threads are busy wait, and their wait counts as latency. Those that are still
 * waiting when the load has ended and its drain time-out is over, or that would make the queue longer than {@value
 * #QUEUE_MAX}, are recorded as {@linkplain ClientOperation#NOT_SENT not sent}. Those that are still under way then are
 * interrupted and, if that does not end them either, recorded as indeterminate with the error {@value #UNFINISHED}.
 *
 * <p>Thread-safe. {@link #release} never blocks on the target.
 */
public final class Dispatcher {

    /** The error code of an operation that had not ended when the load was over. */
    public static final String UNFINISHED = "unfinished";

    private static final OperationListener UNHEARD = new OperationListener() {
        @Override
        public void ended(ClientOperation operation) {
            // Nobody released it, so nobody waits for it.
        }

        @Override
        public void skipped() {
            // As above.
        }
    };

    private static final int QUEUE_MAX = 100_000;
    private static final long INTERRUPT_GRACE_MILLIS = 1_000;

    private final LoadSettings settings;
    private final Workload workload;
    private final Target target;
    private final HistoryWriter history;
    private final LongSupplier epochMicros;
    private final Runnable onFirstAcknowledged;
    private final StopSignal stop;
    private final ArrivalSchedule schedule;
    private final ThreadPoolExecutor threads;
    private final Set<Released> underWay = ConcurrentHashMap.newKeySet();

    private volatile boolean over;

    // What follows is guarded by this.
    private final long[] ended = new long[Outcome.values().length];
    private long notSent;
    private long accepted;
    private long acceptedUpTo;
    private long due;
    private boolean finishing;
    private boolean closed;
    private Optional<Throwable> failure = Optional.empty();

    /**
     * @param onFirstAcknowledged called once, when the first operation was acknowledged
     * @param stop requested by this dispatcher if it breaks, e.g. since the history can not be written
     * @param epochMicros microseconds since the epoch; must not go back
     */
    public Dispatcher(
            LoadSettings settings,
            Workload workload,
            Target target,
            HistoryWriter history,
            Runnable onFirstAcknowledged,
            StopSignal stop,
            LongSupplier epochMicros) {
        this.settings = settings;
        this.workload = workload;
        this.target = target;
        this.history = history;
        this.onFirstAcknowledged = onFirstAcknowledged;
        this.stop = stop;
        this.epochMicros = epochMicros;
        this.schedule = new ArrivalSchedule(settings.ratePerSecond());
        this.due = Math.multiplyExact(
                (long) settings.ratePerSecond(), settings.maxDuration().toSeconds());
        this.threads = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUE_MAX),
                task -> {
                    Thread thread = new Thread(task, "load-operation");
                    thread.setDaemon(true); // a target that ignores its interrupt must not keep the JVM alive
                    return thread;
                });
    }

    /**
     * Says when the schedule begins. Without it the beginning is learnt from the releases.
     *
     * @param millisAgo how long ago it began
     */
    public void began(long millisAgo) {
        schedule.began(epochMicros.getAsLong() - TimeUnit.MILLISECONDS.toMicros(millisAgo));
    }

    /**
     * Takes an operation whose time has come.
     *
     * @param number counts from 0 in the order of the schedule
     */
    public void release(long number, OperationListener listener) {
        long intended = schedule.intendedMicros(number, epochMicros.getAsLong());
        synchronized (this) {
            notifyAll(); // the first release is waited for
            if (number >= due || closed) {
                listener.skipped();
                return;
            }
            accepted++;
            acceptedUpTo = Math.max(acceptedUpTo, number + 1);
            Released operation = new Released(number, intended, listener);
            underWay.add(operation);
            try {
                threads.execute(operation);
            } catch (RejectedExecutionException e) {
                operation.endUnsent(); // the queue is full
            }
        }
    }

    /** Waits until the first operation was released, or {@link #finish} was called. */
    public synchronized void awaitFirstRelease() throws InterruptedException {
        while (accepted == 0 && !finishing) {
            wait();
        }
    }

    /**
     * Ends the load: nothing that is due later than now is taken any more, what was due may end within the drain
     * time-out, and the rest is given up. When it returns, the history is complete, whoever called it first.
     */
    public void finish() throws InterruptedException {
        synchronized (this) {
            if (finishing) {
                while (!over) {
                    wait();
                }
                return;
            }
            finishing = true;
            due = Math.min(due, Math.max(acceptedUpTo, schedule.dueBefore(epochMicros.getAsLong())));
        }
        try {
            drain();
            giveUpTheRest();
        } finally {
            synchronized (this) {
                over = true;
                notifyAll();
            }
        }
    }

    /** Lets what is due end, for a while; takes nothing any more when it returns. */
    private synchronized void drain() throws InterruptedException {
        try {
            long timeout = TimeUnit.NANOSECONDS.toMicros(settings.drainTimeout().toNanos());
            long deadline = epochMicros.getAsLong() + timeout;
            for (long left = timeout; settled() < due && left > 0 && failure.isEmpty(); ) {
                TimeUnit.MICROSECONDS.timedWait(this, left);
                left = deadline - epochMicros.getAsLong();
            }
        } finally {
            closed = true;
            notifyAll();
        }
    }

    private void giveUpTheRest() throws InterruptedException {
        threads.shutdownNow().forEach(task -> ((Released) task).endUnsent());
        threads.awaitTermination(INTERRUPT_GRACE_MILLIS, TimeUnit.MILLISECONDS);
        underWay.forEach(Released::endUnfinished);
        recordNeverReleased();
    }

    /** Whether everything is settled, so that no listener will be called any more, except to skip. */
    public boolean isOver() {
        return over;
    }

    /**
     * What the load came to, without the report folder.
     *
     * @throws IllegalStateException if the driver itself broke, e.g. the history could not be written
     */
    public synchronized LoadResult result() {
        if (failure.isPresent()) {
            throw new IllegalStateException("the load driver broke: " + failure.get(), failure.get());
        }
        return new LoadResult(
                settled(),
                ended[Outcome.ACKNOWLEDGED.ordinal()],
                ended[Outcome.REJECTED.ordinal()],
                ended[Outcome.INDETERMINATE.ordinal()],
                notSent,
                Optional.empty());
    }

    /** Slots that nobody released, because the driver stood still: the last ones, as releases come in order. */
    private void recordNeverReleased() {
        long first;
        long end;
        synchronized (this) {
            first = accepted;
            end = due;
        }
        for (long number = first; number < end; number++) {
            new Released(number, schedule.intendedMicros(number, epochMicros.getAsLong()), UNHEARD).endUnsent();
        }
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

    private synchronized long settled() {
        long sum = notSent;
        for (long count : ended) {
            sum += count;
        }
        return sum;
    }

    private synchronized boolean count(ClientOperation operation) {
        if (operation.notSent()) {
            notSent++;
        } else {
            ended[operation.outcome().ordinal()]++;
        }
        if (settled() >= due) {
            notifyAll();
        }
        return operation.outcome() == Outcome.ACKNOWLEDGED && ended[Outcome.ACKNOWLEDGED.ordinal()] == 1;
    }

    private synchronized void fail(Throwable cause) {
        if (failure.isEmpty()) {
            failure = Optional.of(cause);
        }
        notifyAll();
        stop.request();
    }

    /** One operation from its release to its end, which is recorded once, whoever comes first to record it. */
    private final class Released implements Runnable {
        private final long number;
        private final long intendedMicros;
        private final OperationListener listener;
        private Operation operation;
        private long invokedMicros;
        private boolean recorded;

        Released(long number, long intendedMicros, OperationListener listener) {
            this.number = number;
            this.intendedMicros = intendedMicros;
            this.listener = listener;
        }

        @Override
        public void run() {
            try {
                begin();
                end(execute());
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        }

        private synchronized void begin() {
            if (operation == null) {
                operation = workload.next(number, new SplittableRandom(settings.seed() ^ spread(number)));
                invokedMicros = epochMicros.getAsLong();
            }
        }

        private Completion execute() {
            try {
                return target.execute(operation);
            } catch (InterruptedException e) {
                return new Completion(Outcome.INDETERMINATE, "", 0, 1, UNFINISHED);
            } catch (RuntimeException e) {
                return new Completion(
                        Outcome.INDETERMINATE, "", 0, 1, e.getClass().getSimpleName());
            }
        }

        void endUnsent() {
            giveUp(new Completion(Outcome.REJECTED, "", 0, 0, ClientOperation.NOT_SENT));
        }

        void endUnfinished() {
            giveUp(new Completion(Outcome.INDETERMINATE, "", 0, 1, UNFINISHED));
        }

        private void giveUp(Completion completion) {
            try {
                begin();
                end(completion);
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        private long key() {
            return operation.intent().openKey()
                    ? (Long) operation.key()
                    : settings.pseudonym().of(operation.key());
        }

        private Evidence evidence(Completion completion) {
            Intent intent = operation.intent();
            return new Evidence(intent.session(), intent.effect(), intent.argument(), completion.observed());
        }

        private synchronized void end(Completion completion) {
            underWay.remove(this);
            if (recorded) {
                return;
            }
            recorded = true;
            ClientOperation record = new ClientOperation(
                    operation.name(),
                    operation.write(),
                    intendedMicros,
                    invokedMicros,
                    epochMicros.getAsLong(),
                    completion.shard(),
                    completion.epoch(),
                    completion.outcome(),
                    completion.attempts(),
                    completion.error(),
                    operation.instance(),
                    key(),
                    evidence(completion));
            history.append(record);
            if (count(record)) {
                onFirstAcknowledged.run();
            }
            listener.ended(record);
        }
    }
}
