package dev.shardproof.simulator.fault.client;

import java.io.IOException;
import java.util.function.Consumer;

/** Follows the requests as they end. Used by one thread at a time. */
@FunctionalInterface
public interface RequestLog {

    /**
     * One request.
     *
     * @param invokedMicros when it began, in microseconds since 1970
     * @param epoch by which its last attempt was routed; 0 if it was not
     * @param key stands for its shard key
     */
    record Request(long invokedMicros, long epoch, long key) {}

    /** Hands over the requests that have ended since the last call. */
    void poll(Consumer<Request> consumer) throws IOException;
}
