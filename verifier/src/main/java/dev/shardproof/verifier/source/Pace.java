package dev.shardproof.verifier.source;

import java.time.Duration;

/**
 * Decides when the next chunk of a scan may be read, and is told what the last one cost. One object serves all shards:
 * implementations must be thread-safe.
 */
public interface Pace {

    /** Never waits. */
    Pace UNHURRIED = new Pace() {
        @Override
        public void await(String shard) {
            // Nothing to wait for.
        }

        @Override
        public void done(ScannedChunk chunk) {
            // Nobody counts.
        }
    };

    /**
     * Called before each chunk; blocks for as long as the shard should be spared.
     *
     * @throws SourceException if there is no time left: what is not read by now will not be read
     */
    void await(String shard) throws SourceException, InterruptedException;

    /** Some pages of a table need not be read, for an earlier run has read them. */
    default void skipped(String shard, String table, long pages) {
        // Who only spares the servers need not know.
    }

    /** Called after each chunk. */
    void done(ScannedChunk chunk);

    /**
     * A part of a table that was read with one statement.
     *
     * @param shard the shard
     * @param table {@code schema.table}, as the shard names it
     * @param rows how many rows were read
     * @param pages how many pages of the table they lay in
     * @param pagesOfTable how many pages the table has on that shard
     * @param took how long the statement took
     */
    record ScannedChunk(String shard, String table, long rows, long pages, long pagesOfTable, Duration took) {}
}
