package dev.shardproof.verifier.dialect;

/**
 * What a product is asked about its own state while it is read, as SQL text with the result columns written at each
 * method; all as text. Write positions are numbers of bytes. Stateless and thread-safe.
 */
public interface WatchQueries {

    /** A script that begins a short read-only transaction with pinned settings and time limits. */
    String begin();

    /** The least that a server can be asked. */
    String roundTrip();

    /**
     * One row: whether it is a standby ({@code true}/{@code false}), what tells this cluster from others, the position
     * up to which it has written (a standby: replayed), the position up to which a standby has received or NULL, the
     * age in milliseconds of the last transaction that a standby has replayed or NULL.
     */
    String position();

    /**
     * A row for each server that follows this one: its name, its state or NULL where this role may not see it, the
     * position that it has replayed or NULL, the lag in milliseconds that the server has measured or NULL.
     */
    String followers();

    /** What to tell a user whose role may not see the followers. */
    String followersAdvice();

    /** A row for each slot that keeps logical changes of this database: name, active, confirmed position or NULL, usable. */
    String slots();
}
