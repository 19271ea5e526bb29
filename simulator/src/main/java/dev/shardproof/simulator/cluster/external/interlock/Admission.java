package dev.shardproof.simulator.cluster.external.interlock;

import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers that the interlock has let in, each with the session by which it has said what it is. As long as that session
 * lives, it holds the database: no other rehearsal and no clean-up of anybody is let in there. Closing it ends the sessions.
 *
 * <p>Not thread-safe.
 */
public final class Admission implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final Map<ShardId, Connection> sessions;
    private final Map<ShardId, Evidence> evidence;
    private final boolean held;

    /** @param held whether the sessions hold their databases; else they get no statement any more */
    Admission(Map<ShardId, Connection> sessions, Map<ShardId, Evidence> evidence, boolean held) {
        this.held = held;
        this.sessions = new LinkedHashMap<>(sessions);
        this.evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /** What the servers have said, in the order in which they were named. */
    public Map<ShardId, Evidence> evidence() {
        return evidence;
    }

    /**
     * The session in which a server has said what it is; what is done in it is done to that very server and database.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Connection session(ShardId shard) {
        Connection session = sessions.get(shard);
        if (session == null) {
            throw new IllegalArgumentException("there is no session with shard " + shard);
        }
        return session;
    }

    /** Ends one session, because the database must be without any for a moment. {@link Interlock#readmit} makes another. */
    public void leave(ShardId shard) {
        Connection session = sessions.remove(shard);
        if (session != null) {
            release(session);
        }
    }

    /** The sessions that there are now. */
    Map<ShardId, Connection> sessions() {
        return Map.copyOf(sessions);
    }

    private void release(Connection session) {
        try {
            if (held) {
                Hold.release(session);
            }
        } catch (SQLException e) {
            LOG.debug("a session with an external server had ended already", e);
        } finally {
            end(session);
        }
    }

    static void end(Connection session) {
        try {
            session.close();
        } catch (SQLException e) {
            LOG.debug("a session with an external server had ended already", e);
        }
    }

    @Override
    public void close() {
        sessions.values().forEach(this::release);
        sessions.clear();
    }
}
