package dev.shardproof.simulator.cluster;

import java.io.IOException;

/** A small volume that holds nothing but the write-ahead log of one server. Implementations are thread-safe. */
public interface WalVolume {

    /** Its size in bytes. */
    long bytes();

    /**
     * Takes all the room that is left on it.
     *
     * @throws IOException if that fails; then nothing is taken
     */
    void fill() throws IOException;

    /** Gives the room back. Nothing happens if none is taken. */
    void free() throws IOException;
}
