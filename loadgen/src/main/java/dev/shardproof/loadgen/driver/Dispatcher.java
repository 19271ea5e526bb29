package dev.shardproof.loadgen.driver;

import dev.shardproof.loadgen.driver.punctuality.PunctualityMeter;
import dev.shardproof.loadgen.shape.ArrivalSchedule;
import dev.shardproof.loadgen.workload.Workload;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.HistoryWriter;
import dev.shardproof.verifier.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Begins operations when they are due, on threads of its own, and puts every operation that was due into the history,
 * whatever became of it.
 *
 * <p>In an open model every thread takes the next operation of the schedule, sleeps until that is due and executes it:
 * nothing is handed from one thread to another. Operations that are due while all threads are busy wait, and their wait
 * counts as latency; how many wait is the difference of two numbers, so that none is given up because there are many.
 * Those that still wait when the load has ended and its drain time-out is over are recorded as {@linkplain
 * ClientOperation#NOT_SENT not sent}. Those that are under way then are interrupted and, if that does not end them
 * either, recorded as indeterminate with the error {@value #UNFINISHED}.
 *
 * <p>Thread-safe.
 */
public final class Dispatcher {

    /** The error code of an operation that had not ended when the load was over. */
    public static final String UNFINISHED = "unfinished";

    private static final long INTERRUPT_GRACE_MILLIS = 1_000;

    private final LoadSettings settings;
    private final Workload workload;
    private final Target target;
    private final HistoryWriter history;
    private final LongSupplier epochMicros;
    private final Runnable onFirstAcknowledged;
    private final StopSignal stop;
    private final Optional<ArrivalSchedule> schedule;
    private final PunctualityMeter meter;
    private final OwnTime ownTime;
    private final List<LoadThread> threads = new ArrayList<>();
    private final LongAdder[] ended = new LongAdder[Outcome.values().length];
    private final LongAdder notSent = new LongAdder();
    private final AtomicBoolean anyAcknowledged = new AtomicBoolean();

    private volatile OperationListener listener = OperationListener.NONE;
    private volatile boolean finishing;
    private volatile boolean over;

    // What follows is guarded by this.
    private long begin;
    private long next;
    private long begun;
    private long due;
    private int asleep;
    private long allBusySince;
    private boolean started;
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
        this.schedule = settings.model() instanceof LoadModel.Open open
                ? Optional.of(new ArrivalSchedule(open.shape()))
                : Optional.empty();
        this.meter = new PunctualityMeter(epochMicros.getAsLong());
        this.ownTime = new OwnTime(settings.model().threads());
        this.due = schedule.map(
                        slots -> slots.dueBefore(micros(settings.maxDuration().toNanos())))
                .orElse(Long.MAX_VALUE);
        for (int i = 0; i < ended.length; i++) {
            ended[i] = new LongAdder();
        }
        for (int i = 0; i < settings.model().threads(); i++) {
            threads.add(
                    settings.model() instanceof LoadModel.Closed closedModel
                            ? new UserThread(this, closedModel, i)
                            : new LoadThread(this));
        }
    }

    /**
     * Begins the load; the first operation is due now.
     *
     * @throws IllegalStateException if it was called before
     */
    public void start(OperationListener newListener) {
        synchronized (this) {
            if (started) {
                throw new IllegalStateException("the load has begun before");
            }
            listener = newListener;
            begin = epochMicros.getAsLong();
            allBusySince = begin;
            started = true;
            notifyAll();
        }
        threads.forEach(Thread::start);
    }

    /** Waits until the load has begun, or {@link #finish} was called. */
    public synchronized void awaitStart() throws InterruptedException {
        while (!started && !finishing) {
            wait();
        }
    }

    /** How well the schedule is kept. */
    public PunctualityMeter punctuality() {
        return meter;
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
            // In a closed model nothing is due that has not begun.
            long dueByNow = started && schedule.isPresent()
                    ? schedule.get().dueBefore(epochMicros.getAsLong() - begin + 1)
                    : begun;
            due = Math.min(due, Math.max(begun, dueByNow));
            finishing = true;
            notifyAll();
        }
        threads.forEach(LockSupport::unpark);
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

    /** Lets what is due end, for a while; nothing begins any more when it returns. */
    private synchronized void drain() throws InterruptedException {
        try {
            long timeout = micros(settings.drainTimeout().toNanos());
            long deadline = epochMicros.getAsLong() + timeout;
            for (long left = timeout; settled() < due && left > 0 && failure.isEmpty(); ) {
                TimeUnit.MICROSECONDS.timedWait(this, left);
                left = deadline - epochMicros.getAsLong();
            }
        } finally {
            closed = true;
        }
    }

    private void giveUpTheRest() throws InterruptedException {
        boolean allBusy = threads.stream().allMatch(LoadThread::isUnderWay);
        threads.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(INTERRUPT_GRACE_MILLIS);
        for (LoadThread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        }
        for (LoadThread thread : threads) {
            thread.current().filter(this::wasDue).ifPresent(operation -> operation.giveUp(!allBusy));
        }
        recordNeverTaken(!allBusy);
    }

    private void recordNeverTaken(boolean ownFault) {
        long first;
        long end;
        synchronized (this) {
            first = next;
            end = due;
        }
        for (long number = first; number < end; number++) {
            new DueOperation(this, number, intended(number)).giveUp(ownFault);
        }
    }

    /** Whether everything is settled, so that the listener will not be called any more. */
    public boolean isOver() {
        return over;
    }

    /**
     * What the load came to, without the report folder.
     *
     * @throws IllegalStateException if the driver itself broke, e.g. the history could not be written
     */
    public LoadResult result() {
        synchronized (this) {
            if (failure.isPresent()) {
                throw new IllegalStateException("the load driver broke: " + failure.get(), failure.get());
            }
        }
        meter.take(epochMicros.getAsLong());
        return new LoadResult(
                settled(),
                ended[Outcome.ACKNOWLEDGED.ordinal()].sum(),
                ended[Outcome.REJECTED.ordinal()].sum(),
                ended[Outcome.INDETERMINATE.ordinal()].sum(),
                notSent.sum(),
                meter.inAll(),
                Optional.empty());
    }

    /** Takes the next operation of the schedule for a thread; empty if there is none any more. */
    synchronized Optional<DueOperation> take(LoadThread thread) {
        if (closed || next >= due) {
            return Optional.empty();
        }
        long number = next++;
        DueOperation operation = new DueOperation(this, number, intended(number));
        thread.setCurrent(operation);
        long now = epochMicros.getAsLong();
        long wait = now - operation.intendedMicros();
        if (wait < 0) {
            asleep++;
            return Optional.of(operation);
        }
        ownTime.add(now, thread.ownMicros(now));
        // No thread is free if none sleeps. Whoever has slept too long is no excuse.
        long busySince = Math.max(operation.intendedMicros(), asleep > 0 ? now : Math.min(now, allBusySince));
        double own = busySince - operation.intendedMicros() + ownTime.since(busySince);
        operation.took(now, Math.min(wait, Math.round(own)));
        return Optional.of(operation);
    }

    /** Begins an operation, unless the load has ended before it was due. */
    synchronized boolean admit(DueOperation operation) {
        long now = epochMicros.getAsLong();
        if (operation.slept()) {
            asleep--;
            if (asleep == 0) {
                allBusySince = now;
            }
        }
        if (closed || operation.number() >= due) {
            return false;
        }
        begun = Math.max(begun, operation.number() + 1);
        return true;
    }

    /** An operation of a user of the closed model, who does it now; empty if the load has ended. */
    synchronized Optional<DueOperation> now(LoadThread thread) {
        if (finishing) {
            return Optional.empty();
        }
        DueOperation operation = new DueOperation(this, next++, epochMicros.getAsLong());
        begun = next;
        thread.setCurrent(operation);
        return Optional.of(operation);
    }

    private synchronized long begin() {
        return begin;
    }

    private long intended(long number) {
        long slot = schedule.orElseThrow().slotMicros(number);
        return slot == ArrivalSchedule.NEVER ? slot : begin() + slot;
    }

    synchronized boolean isDue(DueOperation operation) {
        return operation.number() < due && !closed;
    }

    private synchronized boolean wasDue(DueOperation operation) {
        return operation.number() < due;
    }

    boolean isFinishing() {
        return finishing;
    }

    long nowMicros() {
        return epochMicros.getAsLong();
    }

    LoadSettings settings() {
        return settings;
    }

    Workload workload() {
        return workload;
    }

    Target target() {
        return target;
    }

    OperationListener listener() {
        return listener;
    }

    /** Takes the one record of an operation. */
    void record(ClientOperation operation) {
        history.append(operation);
        if (operation.notSent()) {
            notSent.increment();
        } else {
            ended[operation.outcome().ordinal()].increment();
        }
        if (operation.outcome() == Outcome.ACKNOWLEDGED
                && !anyAcknowledged.get()
                && anyAcknowledged.compareAndSet(false, true)) {
            onFirstAcknowledged.run();
        }
        listener.ended(operation);
        if (finishing) {
            synchronized (this) {
                notifyAll(); // the end may wait for this one
            }
        }
    }

    synchronized void fail(Throwable cause) {
        if (failure.isEmpty()) {
            failure = Optional.of(cause);
        }
        notifyAll();
        stop.request();
    }

    private long settled() {
        long sum = notSent.sum();
        for (LongAdder count : ended) {
            sum += count.sum();
        }
        return sum;
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }
}
