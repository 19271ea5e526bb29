package dev.shardproof.simulator.client.safeguard;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Asks a read a second time when its answer does not come, and takes the first answer (J. Dean and L. A. Barroso, "The Tail
 * at Scale", CACM 56, 2013). The one that comes later is let run to its end and forgotten. Thread-safe; closing it ends the
 * threads.
 */
public final class HedgedReads implements AutoCloseable {

    private final long afterNanos;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "hedged-read");
        thread.setDaemon(true);
        return thread;
    });

    /** @param after how long to wait for the first answer */
    public HedgedReads(Duration after) {
        this.afterNanos = after.toNanos();
    }

    /** What an attempt came to, or the exception that it threw. */
    private record End(Attempt attempt, RuntimeException thrown) {}

    /**
     * @param read what is asked, from several threads
     * @param second asked, at most once, whether there may be a second one
     */
    public Attempt run(Supplier<Attempt> read, BooleanSupplier second) {
        BlockingQueue<End> ends = new LinkedBlockingQueue<>();
        try {
            start(read, ends);
            End first = ends.poll(afterNanos, TimeUnit.NANOSECONDS);
            if (first != null || !second.getAsBoolean()) {
                return attempt(first == null ? ends.take() : first);
            }
            start(read, ends);
            Attempt one = attempt(ends.take());
            return one.succeeded() ? one : better(one, attempt(ends.take()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Attempt.failed(new SQLException("interrupted", "08000"), FailureKind.INDETERMINATE);
        }
    }

    /** Of two that have failed, one that reached a server says more. */
    private static Attempt better(Attempt one, Attempt other) {
        return other.succeeded() || !one.permitted() ? other : one;
    }

    private void start(Supplier<Attempt> read, BlockingQueue<End> ends) {
        threads.execute(() -> {
            try {
                ends.add(new End(read.get(), null));
            } catch (RuntimeException e) {
                ends.add(new End(null, e));
            }
        });
    }

    private static Attempt attempt(End end) {
        if (end.thrown() != null) {
            throw end.thrown();
        }
        return end.attempt();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
