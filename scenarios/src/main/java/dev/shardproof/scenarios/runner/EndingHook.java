package dev.shardproof.scenarios.runner;

import dev.shardproof.simulator.cluster.registry.RunRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run in order when the process is asked to end (Ctrl-C, SIGTERM): the running thread is interrupted and gets
 * some time to stop the load, close everything and write its report; what is left then is killed. Closing it means that
 * the run is over and reported.
 */
public final class EndingHook implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final Thread runner;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "shardproof-ending");
    private volatile RunRegistry registry;
    private boolean reporting;

    private EndingHook(Thread runner) {
        this.runner = runner;
    }

    /** Guards the calling thread's run. */
    public static EndingHook install() {
        EndingHook ending = new EndingHook(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(ending.hook);
        return ending;
    }

    /** Takes over the registry's own hook, which would pull the servers from under a run that still ends. */
    void takeOver(RunRegistry newRegistry) {
        registry = newRegistry;
        newRegistry.removeShutdownHook();
    }

    /**
     * From here on the run is waited for and no longer interrupted: an interrupt closes the file that is being written.
     *
     * @return whether the calling thread had been interrupted, which this takes back
     */
    public synchronized boolean reporting() {
        reporting = true;
        return Thread.interrupted();
    }

    private synchronized void interrupt() {
        if (!reporting) {
            runner.interrupt();
        }
    }

    private void end() {
        interrupt();
        try {
            over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (registry != null) {
            registry.close();
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook with it.
        }
    }
}
