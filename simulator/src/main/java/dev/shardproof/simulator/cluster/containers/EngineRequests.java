package dev.shardproof.simulator.cluster.containers;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is under way at an engine to make something, so that whoever removes it later finds all of it. An engine goes on
 * with a request whose sender is gone: what an interrupt cuts would come to be after the clean-up has looked. Here no
 * interrupt reaches a request; it ends at its next {@link #requireWanted()} instead, and is waited for.
 *
 * <p>Thread-safe.
 */
public final class EngineRequests {

    private static final Logger LOG = LoggerFactory.getLogger(EngineRequests.class);

    /** An engine that takes longer to make a container hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Set<FutureTask<Void>> underWay = new LinkedHashSet<>();
    private volatile boolean stopped;

    /**
     * Makes something, on a thread of its own, and waits until it is made.
     *
     * @param making asks {@link #requireWanted()} before each request, and while it waits for something
     * @throws InterruptedException if this thread is interrupted; all that is under way has ended then
     * @throws CancellationException if it is wanted no more
     */
    public void make(Runnable making) throws InterruptedException {
        FutureTask<Void> task = new FutureTask<>(making, null);
        synchronized (underWay) {
            requireWanted();
            underWay.add(task);
        }
        try {
            Thread thread = new Thread(task, Thread.currentThread().getName());
            thread.setDaemon(true);
            thread.start();
            task.get();
        } catch (InterruptedException e) {
            stop();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause(); // a Runnable throws nothing else
        } finally {
            synchronized (underWay) {
                underWay.remove(task);
            }
        }
    }

    /** Throws {@link CancellationException} if nothing more is wanted. */
    public void requireWanted() {
        if (stopped) {
            throw new CancellationException("the start was given up");
        }
    }

    /** Nothing more is wanted. Returns when nothing is under way any more, or after half a minute. */
    public void stop() {
        List<FutureTask<Void>> last;
        synchronized (underWay) {
            stopped = true;
            last = List.copyOf(underWay);
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean interrupted = false;
        for (FutureTask<Void> task : last) {
            while (!task.isDone()) {
                try {
                    task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    LOG.warn("The engine does not end a request within {}: something may be left in it", PATIENCE);
                    task.cancel(true);
                } catch (ExecutionException | CancellationException e) {
                    break; // it ended; why is told to whoever asked for it
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
