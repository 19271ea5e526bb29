package dev.shardproof.simulator.fault.wire.toxic;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Disturbs one direction of a connection. A toxic is immutable and serves any number of connections at once; what it has
 * to remember of one connection it keeps in the {@link Lane}.
 */
public interface Toxic {

    /** How much a direction may hold back, in bytes, where the toxic does not need more: one read. */
    int ONE_READ = 64 * 1024;

    /**
     * Treats one chunk: forwards it late, in parts, or not at all.
     *
     * @throws IOException if the connection is or gets closed; {@link Lane#close()} and {@link Lane#reset()} make it
     */
    void pass(Chunk chunk, Lane lane) throws IOException;

    /**
     * Treats the end of the stream, after all chunks.
     *
     * @param arrivedNanos when the end was seen
     * @return false if the wait was cut short because the toxics changed: the caller asks the new ones again
     */
    default boolean end(long arrivedNanos, Lane lane) throws IOException {
        return true;
    }

    /** After how much silence the connection is closed; empty = never. */
    default Optional<Duration> closesAfterSilence() {
        return Optional.empty();
    }

    /** How many bytes a direction may hold back for this toxic before it stops reading from its source. */
    default int bufferBytes() {
        return ONE_READ;
    }

    /**
     * Whether bytes vanish. A stream with a hole must not go on: when such a toxic is taken away, the connections that
     * it acted on are closed.
     */
    default boolean dropsBytes() {
        return false;
    }
}
