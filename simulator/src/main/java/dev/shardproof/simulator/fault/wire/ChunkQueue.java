package dev.shardproof.simulator.fault.wire;

import dev.shardproof.simulator.fault.wire.toxic.Chunk;
import dev.shardproof.simulator.fault.wire.toxic.Toxic;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits between the thread that reads a direction and the one that takes its bytes through the toxics, with the
 * toxics that act. Bounded in bytes. Thread-safe.
 */
final class ChunkQueue {

    /** What a chunk costs beyond its bytes, so that single bytes do not make the queue endless. */
    private static final int CHUNK_OVERHEAD_BYTES = 64;

    /**
     * What the shaping thread has to treat, with the toxics that acted when it was taken: a chunk, the end of the stream,
     * or a silence that a toxic answers by closing.
     */
    record Item(Chunk chunk, long endArrivedNanos, boolean silence, List<Stage> stages) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private List<Stage> acting = List.of();
    private long queuedBytes;
    /** Volatile, because the relay thread looks at it for every read. */
    private volatile boolean shaping;

    private boolean ended;
    private long endArrivedNanos;
    private boolean stopped;
    /** Counts the changes of the toxics; a wait ends when it differs from the number at the last take. */
    private long changes;

    private long changesAtTake;
    private long lastActivityNanos;

    /** The toxics that act. */
    List<Stage> acting() {
        lock.lock();
        try {
            return acting;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Replaces the toxics that act and ends all waits for the earlier ones.
     *
     * @return whether the caller must start a shaping thread
     */
    boolean change(List<Stage> newStages) {
        lock.lock();
        try {
            if (stopped || (acting.isEmpty() && newStages.isEmpty())) {
                return false;
            }
            acting = newStages;
            changes++;
            lastActivityNanos = System.nanoTime();
            changed.signalAll();
            boolean start = !shaping && !acting.isEmpty();
            shaping |= start;
            return start;
        } finally {
            lock.unlock();
        }
    }

    /** Whether bytes must go through the queue. */
    boolean isShaping() {
        return shaping;
    }

    /**
     * Adds a chunk, when there is room for it.
     *
     * @return false if nothing is shaped any more: the caller writes the chunk itself
     */
    boolean put(Chunk chunk) throws IOException {
        lock.lock();
        try {
            while (!stopped && queuedBytes > 0 && queuedBytes + cost(chunk) > capacity()) {
                awaitChange(Long.MAX_VALUE);
            }
            refuseIfStopped();
            if (!shaping) {
                return false;
            }
            chunks.add(chunk);
            queuedBytes += cost(chunk);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds the end of the stream.
     *
     * @return false if nothing is shaped: the caller passes the end on itself
     */
    boolean putEnd(long arrivedNanos) {
        lock.lock();
        try {
            ended = shaping;
            endArrivedNanos = arrivedNanos;
            changed.signalAll();
            return shaping;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next thing to treat, when there is one. Empty when the thread has nothing more to do: no toxic acts, and
     * nothing waits.
     */
    Optional<Item> take() throws IOException {
        lock.lock();
        try {
            while (true) {
                refuseIfStopped();
                changesAtTake = changes;
                if (!chunks.isEmpty()) {
                    return Optional.of(nextChunk());
                } else if (ended) {
                    return Optional.of(new Item(null, endArrivedNanos, false, acting));
                } else if (acting.isEmpty()) {
                    shaping = false;
                    changed.signalAll();
                    return Optional.empty();
                }
                long left = nanosToClosing();
                if (left <= 0) {
                    return Optional.of(new Item(null, 0, true, acting));
                }
                awaitChange(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private Item nextChunk() {
        Chunk chunk = chunks.remove();
        queuedBytes -= cost(chunk);
        lastActivityNanos = System.nanoTime();
        changed.signalAll();
        return new Item(chunk, 0, false, acting);
    }

    /** How long the silence may go on until a toxic closes the connection. */
    private long nanosToClosing() {
        return acting.stream()
                .flatMap(stage -> stage.toxic().closesAfterSilence().stream())
                .mapToLong(silence -> lastActivityNanos + silence.toNanos() - System.nanoTime())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Waits for a time; false if the toxics changed since the last {@link #take()}. */
    boolean waitUntil(long nanos) throws IOException {
        lock.lock();
        try {
            while (true) {
                refuseIfStopped();
                long left = nanos - System.nanoTime();
                if (changes != changesAtTake) {
                    return false;
                } else if (left <= 0) {
                    return true;
                }
                awaitChange(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops everything; waiting threads get an exception, and toxics that come later have nothing to do here. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            acting = List.of();
            chunks.clear();
            queuedBytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void refuseIfStopped() throws IOException {
        if (stopped) {
            throw new IOException("the connection was closed");
        }
    }

    private long capacity() {
        return acting.stream()
                .mapToInt(stage -> stage.toxic().bufferBytes())
                .max()
                .orElse(Toxic.ONE_READ);
    }

    private static int cost(Chunk chunk) {
        return chunk.length() + CHUNK_OVERHEAD_BYTES;
    }

    private void awaitChange(long nanos) throws IOException {
        try {
            // The caller loops over its condition and looks at the clock again.
            changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
