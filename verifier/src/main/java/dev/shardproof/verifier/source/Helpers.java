package dev.shardproof.verifier.source;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several sessions that share the scan of one table on one shard. */
final class Helpers {

    private Helpers() {}

    @FunctionalInterface
    interface Work {
        void run(ShardReader reader) throws SourceException;
    }

    /**
     * Runs the work with each reader at the same time, the first one in this thread, and returns when all have ended.
     *
     * @param readers at least one
     * @param onFailure tells the others, when one failed, not to go on
     */
    static void run(List<ShardReader> readers, Work work, Runnable onFailure) throws SourceException {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, readers.size() - 1), task -> {
            Thread thread = new Thread(task, "shardproof-verifier-helper");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Void>> others = new ArrayList<>();
            for (ShardReader helper : readers.subList(1, readers.size())) {
                others.add(threads.submit(working(helper, work, onFailure)));
            }
            SourceException failure = null;
            try {
                working(readers.get(0), work, onFailure).call();
            } catch (SourceException e) {
                failure = e;
            } catch (Exception e) {
                throw new IllegalStateException("reading a shard broke: " + e, e);
            } finally {
                failure = join(others, failure);
            }
            if (failure != null) {
                throw failure;
            }
        } finally {
            threads.shutdown();
        }
    }

    private static Callable<Void> working(ShardReader reader, Work work, Runnable onFailure) {
        return () -> {
            try {
                work.run(reader);
                return null;
            } catch (SourceException | RuntimeException e) {
                onFailure.run();
                throw e;
            }
        };
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
