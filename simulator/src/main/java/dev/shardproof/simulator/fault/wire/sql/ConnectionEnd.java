package dev.shardproof.simulator.fault.wire.sql;

import java.io.IOException;

/** The ways to end a connection. Each returns an exception for the caller to throw. */
public interface ConnectionEnd {

    /** Closes both sides. */
    IOException close();

    /** Closes both sides by RST. */
    IOException reset();
}
