package dev.shardproof.verifier.source;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several sessions that share the scan of one table on one shard. */
final class Helpers {

    private Helpers() {}

    @FunctionalInterface
    interface Work {
        void run() throws SourceException;
    }

    /**
     * Runs the work in this thread and lets the helpers join in as soon as there is a session for them. When the work is
     * done, those that still wait for one are dismissed; returns when all have ended.
     *
     * @param onFailure tells the others, when one failed, not to go on
     */
    static void run(List<Turn<Void>> helpers, Work work, Runnable onFailure) throws SourceException {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, helpers.size()), task -> {
            Thread thread = new Thread(task, "shardproof-verifier-helper");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Void>> others = new ArrayList<>();
            for (Turn<Void> helper : helpers) {
                others.add(threads.submit(() -> {
                    stoppingAll(helper::run, onFailure);
                    return null;
                }));
            }
            SourceException failure = null;
            try {
                stoppingAll(work, onFailure);
            } catch (SourceException e) {
                failure = e;
            } finally {
                helpers.forEach(Turn::dismiss);
                failure = join(others, failure);
            }
            if (failure != null) {
                throw failure;
            }
        } finally {
            threads.shutdown();
        }
    }

    private static void stoppingAll(Work work, Runnable onFailure) throws SourceException {
        try {
            work.run();
        } catch (SourceException | RuntimeException e) {
            onFailure.run();
            throw e;
        }
    }

    /** Waits for all without being interrupted: whoever interrupts also cancels what they do. */
    private static SourceException join(List<Future<Void>> others, SourceException before) {
        SourceException failure = before;
        boolean interrupted = false;
        for (Future<Void> other : others) {
            boolean waiting = true;
            while (waiting) {
                try {
                    other.get();
                    waiting = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    waiting = false;
                    if (failure == null) {
                        failure = e.getCause() instanceof SourceException cause
                                ? cause
                                : new SourceException("reading a shard broke: " + e.getCause(), e.getCause());
                    }
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return failure;
    }
}
