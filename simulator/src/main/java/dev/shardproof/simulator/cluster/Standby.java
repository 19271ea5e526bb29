package dev.shardproof.simulator.cluster;

import java.io.IOException;

/** A hot standby. Implementations are thread-safe. */
public interface Standby extends AutoCloseable {

    /**
     * Promotes it, with the address of the server whose standby it was: that one must have been killed. From then on it
     * is the server, and its {@link ServerControl} means it. Calling again after a failure tries again.
     *
     * @throws IOException if it does not come up
     */
    void takeOver() throws IOException;

    /**
     * Removes it unless it has taken over. Idempotent.
     *
     * @throws IOException if something of it is left
     */
    @Override
    void close() throws IOException;
}
