package dev.shardproof.simulator.fault.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * All slots of a server that its login can have: taken until the server refuses, and taken again whenever one gets free,
 * until they are given back or the time to live is over.
 */
final class TakenSlots {

    private static final String TOO_MANY_CONNECTIONS = "53300";

    /** A server that allows more is no server of a rehearsal, and this process has file descriptors to lose. */
    private static final int MOST = 2_000;

    private static final Duration AGAIN = Duration.ofMillis(50);

    private final ShardSessions sessions;
    private final Duration timeToLive;
    private final LongSupplier nanoTime;
    private final List<Connection> held = new ArrayList<>();
    private Thread taker;
    private boolean over;

    TakenSlots(ShardSessions sessions, Duration timeToLive, LongSupplier nanoTime) {
        this.sessions = sessions;
        this.timeToLive = timeToLive;
        this.nanoTime = nanoTime;
    }

    /** Takes what there is, and goes on taking what gets free. */
    void take() throws SQLException {
        long deadline = nanoTime.getAsLong() + timeToLive.toNanos();
        takeAll();
        taker = new Thread(() -> takeAgain(deadline), "taken slots");
        taker.setDaemon(true);
        taker.start();
    }

    private void takeAll() throws SQLException {
        while (true) {
            try {
                if (!keep(sessions.openHolder(timeToLive))) {
                    return;
                }
            } catch (SQLException e) {
                if (TOO_MANY_CONNECTIONS.equals(e.getSQLState())) {
                    return;
                }
                throw e;
            }
        }
    }

    /** Whether more are wanted. */
    private synchronized boolean keep(Connection session) throws SQLException {
        if (over) {
            session.close();
            return false;
        }
        held.add(session);
        if (held.size() >= MOST) {
            throw new SQLException("the server allows more than %d sessions; this fault takes no more".formatted(MOST));
        }
        return true;
    }

    private void takeAgain(long deadline) {
        while (nanoTime.getAsLong() - deadline < 0 && pause()) {
            try {
                takeAll();
            } catch (SQLException e) {
                // The server is gone or ends: then nobody else gets a session either. The probe tells.
                continue;
            }
        }
    }

    /** Whether to go on. */
    private synchronized boolean pause() {
        if (!over) {
            try {
                wait(AGAIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !over;
    }

    /** Hangs up. */
    synchronized void giveBack() throws SQLException {
        over = true;
        notifyAll();
        for (Connection session : held) {
            session.close();
        }
        held.clear();
    }
}
