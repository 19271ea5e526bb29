package dev.shardproof.simulator.migration.port;

import java.util.List;

/**
 * Copies the rows of one stream as they were at one snapshot. Used by one thread at a time.
 *
 * <p>Failures are {@link MigrationException}s.
 */
public interface CopyPort extends AutoCloseable {

    /** All chunks of all tables of the stream. */
    List<Chunk> chunks();

    /**
     * Copies one chunk, and waits where the pace says so.
     *
     * @throws InterruptedException if the migration is being aborted
     */
    ChunkReceipt copy(Chunk chunk, Pace pace) throws InterruptedException;

    /** Releases the snapshot and the connections. */
    @Override
    void close();

    /** Slows a copy down. */
    @FunctionalInterface
    interface Pace {
        /**
         * Returns when {@code bytes} more may be sent.
         *
         * @throws InterruptedException if the migration is being aborted
         */
        void before(long bytes) throws InterruptedException;
    }
}
