package dev.shardproof.simulator.fault.client;

import java.io.IOException;

/**
 * What applications, servers and the routing authority write down about themselves, fault or no fault. Nothing here asks who
 * injects. Implementations are thread-safe.
 */
public interface ApplicationRecords {

    /**
     * What all instances together have done since they began, from their metrics; not older than about half a second.
     *
     * @throws IOException if there is nothing yet
     */
    Activity activity() throws IOException;

    /** The requests of the clients' history, from some time before now on; a new reader at each call. */
    RequestLog requests() throws IOException;

    /** How many sessions all shards together have seen, as their servers count them, without those of this question. */
    long sessions() throws IOException;

    /** The authority's present epoch. */
    long epoch() throws IOException;

    /**
     * Numbers that only rise.
     *
     * @param requests requests begun
     * @param attempts attempts made for them
     * @param attemptsBeyondLimit those among them that the applications' own retry policy would not have made
     */
    record Activity(long requests, long attempts, long attemptsBeyondLimit) {}
}
