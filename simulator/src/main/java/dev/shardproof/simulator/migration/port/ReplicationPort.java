package dev.shardproof.simulator.migration.port;

/**
 * Row-filtered logical replication of one stream in one direction. Used by one thread at a time.
 *
 * <p>Markers prove progress: a marker is a row that travels with the changes in commit order, so once it has arrived
 * everything committed before it has been applied. An idle link and a broken one look alike by lag alone; they do not
 * by marker. Failures are {@link MigrationException}s.
 */
public interface ReplicationPort {

    /** Creates publication and slot: from now on no change is lost. */
    void open();

    /** Creates the subscription, which begins to apply. */
    void start();

    /** Bytes of log that the subscriber has not confirmed yet. */
    long lagBytes();

    /** Writes a marker behind everything committed so far. */
    long writeMarker();

    /** Whether the subscriber has applied the marker. */
    boolean hasMarker(long marker);

    /** Stops applying and removes subscription, slot and publication. Idempotent; safe when half of it was built. */
    void drop();
}
