package dev.shardproof.verifier.source;

import dev.shardproof.verifier.source.SnapshotSet.ShardTask;
import java.util.Optional;

/** A task that waits for a reader of its shard, and has it until it ends. Thread-safe, but to be run once. */
final class Turn<T> {

    private final ReaderPool pool;
    private final String shard;
    private final ShardTask<T> task;
    private boolean cancelled;
    private boolean dismissed;
    private Thread waiting;
    private ShardReader reader;

    Turn(ReaderPool pool, String shard, ShardTask<T> task) {
        this.pool = pool;
        this.shard = shard;
        this.task = task;
    }

    /** What the task answers; empty if it was not needed any more. */
    Optional<T> run() throws SourceException {
        Optional<ShardReader> taken = take();
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(task.run(taken.get()));
        } finally {
            leave();
            pool.give(taken.get());
        }
    }

    private Optional<ShardReader> take() throws SourceException {
        synchronized (this) {
            waiting = cancelled || dismissed ? null : Thread.currentThread();
        }
        ShardReader taken = null;
        try {
            if (waiting != null) {
                taken = pool.take();
            }
        } catch (InterruptedException e) {
            stopUnlessDismissed();
        }
        synchronized (this) {
            waiting = null;
            Thread.interrupted(); // it was meant for the wait alone: the thread is one of a pool
            if (taken != null && !cancelled && !dismissed) {
                reader = taken;
                return Optional.of(taken);
            }
        }
        if (taken != null) {
            pool.give(taken);
        }
        synchronized (this) {
            if (cancelled) {
                throw new SourceException("shard %s: stopped before its turn came".formatted(shard));
            }
            return Optional.empty();
        }
    }

    private synchronized void stopUnlessDismissed() {
        cancelled |= !dismissed;
    }

    private synchronized void leave() {
        reader = null;
    }

    /** Stops the task, or keeps it from beginning. */
    synchronized void cancel() {
        cancelled = true;
        interrupt();
        if (reader != null) {
            reader.cancel();
        }
    }

    /** Keeps the task from beginning; one that has begun goes on. */
    synchronized void dismiss() {
        if (reader == null) {
            dismissed = true;
            interrupt();
        }
    }

    private void interrupt() {
        if (waiting != null) {
            waiting.interrupt();
        }
    }
}
