package dev.shardproof.simulator.fault.network;

import java.io.IOException;

/** What a fault does to a proxy. Implementations are thread-safe. */
interface Disturbance {

    /** Begins to act. */
    void begin() throws IOException;

    /** Takes back all that acts. Idempotent, also where it never began, and where the proxy is gone. */
    void heal() throws IOException;
}
