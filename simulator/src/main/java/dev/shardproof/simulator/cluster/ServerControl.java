package dev.shardproof.simulator.cluster;

import java.io.IOException;
import java.util.Optional;

/**
 * Power over a server that the provider itself has started: what no SQL statement can do. Every method returns when it is
 * done. Implementations are thread-safe; an interrupted wait ends in an {@link IOException} and leaves the interrupt flag
 * set.
 */
public interface ServerControl {

    /**
     * Kills all processes of the server at once (SIGKILL): nothing is flushed and no client is told. Nothing happens if none
     * runs.
     *
     * @throws IOException if one of them is still there
     */
    void kill() throws IOException;

    /**
     * Starts a server that does not run, with its old data at its old address, and waits until it accepts connections.
     * Nothing happens if it runs.
     *
     * @throws IOException if it does not come up; the message says what the server said
     */
    void start() throws IOException;

    /**
     * Stops all processes of the server where they are (SIGSTOP, or the freezer of a container). Nothing happens if they are
     * stopped.
     *
     * @throws IOException if the server does not run, or can not be stopped
     */
    void pause() throws IOException;

    /**
     * Lets a stopped server go on. Nothing happens if it is not stopped.
     *
     * @throws IOException if it can not be told to
     */
    void resume() throws IOException;

    /**
     * What the running server is to its machine: for whoever must heal it when this JVM can not.
     *
     * @throws IOException if it does not run
     */
    ServerHandle handle() throws IOException;

    /** The small volume that holds the server's write-ahead log; empty if it has none of its own. */
    Optional<WalVolume> walVolume();

    /** How standbys of this server are made; empty if the provider can not. */
    Optional<StandbySource> standbys();
}
