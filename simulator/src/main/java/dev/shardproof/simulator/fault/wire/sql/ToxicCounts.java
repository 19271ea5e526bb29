package dev.shardproof.simulator.fault.wire.sql;

/** What a toxic that knows SQL has seen and done, on all connections of its proxy. Thread-safe. */
public final class ToxicCounts {

    private long matched;
    private long taken;
    private long hits;
    private long unseen;
    private long opaqueConnections;

    /** Counts a statement that matches; whether it is the toxic's turn. */
    synchronized boolean take(long nth, long limit) {
        matched++;
        boolean turn = (nth <= 1 || matched % nth == 0) && (limit == 0 || taken < limit);
        taken += turn ? 1 : 0;
        return turn;
    }

    synchronized void hit() {
        hits++;
    }

    synchronized void unseenStatement() {
        unseen++;
    }

    synchronized void opaqueConnection() {
        opaqueConnections++;
    }

    /** Statements that matched its pattern. */
    public synchronized long matched() {
        return matched;
    }

    /**
     * How often it acted: connections that it reset, statements whose wait began, errors that reached the client,
     * replies that were lost after the server had answered.
     */
    public synchronized long hits() {
        return hits;
    }

    /** Executions that passed although nobody knows their text: a portal or statement from before its name was kept. */
    public synchronized long unseen() {
        return unseen;
    }

    /** Connections on which it could see nothing: encrypted ones, or no PostgreSQL at all. */
    public synchronized long opaqueConnections() {
        return opaqueConnections;
    }
}
