package dev.shardproof.scenarios.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what comes over the wire from some servers, TLS included. The driver makes its sockets by the name of a class
 * and one text, so that the text is a key to a register of counters. Thread-safe. Close it when no connection is left.
 */
public final class ReceivedBytes implements AutoCloseable {

    private static final Map<String, LongAdder> REGISTER = new ConcurrentHashMap<>();
    private static final AtomicLong LAST = new AtomicLong();

    private final String key = Long.toString(LAST.incrementAndGet());
    private final LongAdder bytes = new LongAdder();

    public ReceivedBytes() {
        REGISTER.put(key, bytes);
    }

    /** What the factory of sockets is told. */
    String key() {
        return key;
    }

    /** How many bytes came so far. */
    public long total() {
        return bytes.sum();
    }

    /** The counter of that key; one that nobody reads if it is closed already. */
    static LongAdder counter(String key) {
        return REGISTER.getOrDefault(key, new LongAdder());
    }

    @Override
    public void close() {
        REGISTER.remove(key);
    }
}
