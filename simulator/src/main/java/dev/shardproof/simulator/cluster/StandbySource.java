package dev.shardproof.simulator.cluster;

import java.io.IOException;

/** Makes hot standbys of one server. Implementations are thread-safe. */
public interface StandbySource {

    /**
     * Makes a standby of the running server, and waits until it streams.
     *
     * @param synchronous whether commits wait from now on until the standby has them on its disk too
     * @throws IOException if it does not come up; then nothing of it is left
     */
    Standby create(boolean synchronous) throws IOException;
}
