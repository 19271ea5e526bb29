package dev.shardproof.simulator.cluster.external.interlock;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * A lock on a database that the server itself keeps for as long as a session lives, so that two rehearsals, or a rehearsal
 * and a clean-up, can not both be let in: whatever machine, user or container they come from.
 */
final class Hold {

    /** One lock in each database; the two numbers are the ASCII codes of "shar" and "dpro". */
    private static final int[] KEY = {0x73686172, 0x6470726f};

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int ANSWER_MILLIS = 600_000;

    /** A session that holds a lock for hours must not be ended for doing nothing, and must end if this machine is gone. */
    private static final String SETTINGS = """
            SET search_path = pg_catalog; SET statement_timeout = 0; SET lock_timeout = '15s'; SET idle_session_timeout = 0;
            SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3""";

    private Hold() {}

    /**
     * Takes the lock, or says who has it. Waits a few seconds ({@code lock_timeout}), for the end of a session that has just
     * been closed. May be called again in the session that has it.
     */
    static Optional<String> take(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(%d, %d)".formatted(KEY[0], KEY[1]));
            statement.execute(SETTINGS);
            session.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
            return Optional.empty();
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return Optional.of(holder(session));
            }
            throw e;
        }
    }

    /** At once, where the end of a session is noticed by the server only a moment after the client has closed it. */
    static void release(Connection session) throws SQLException {
        if (!session.isClosed()) {
            try (Statement statement = session.createStatement()) {
                statement.execute("SELECT pg_advisory_unlock_all()");
            }
        }
    }

    private static String holder(Connection session) throws SQLException {
        String sql = """
                SELECT format('session %%s of the role %%s%%s', a.pid, a.usename, ' from ' || host(a.client_addr))
                FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
                WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %d AND l.objid = %d
                  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())""".formatted(KEY[0], KEY[1]);
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "a session that has ended just now";
        }
    }
}
