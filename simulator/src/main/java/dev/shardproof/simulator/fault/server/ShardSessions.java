package dev.shardproof.simulator.fault.server;

import dev.shardproof.simulator.cluster.ShardServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

/** Direct sessions to a shard's server, with time limits, for faults and their probes. */
final class ShardSessions {

    /** How long a probe waits for a session or an answer; a busy machine needs its time too. */
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(3);

    private static final Duration HOLDER_PATIENCE = Duration.ofSeconds(30);

    private final ShardServer server;

    ShardSessions(ShardServer server) {
        this.server = server;
    }

    /** Sessions of probes: they give up soon. */
    DataSource forProbes() {
        return limited(PROBE_PATIENCE);
    }

    /** Sessions of faults. */
    DataSource forFaults() {
        return limited(HOLDER_PATIENCE);
    }

    private DataSource limited(Duration patience) {
        String seconds = Long.toString(patience.toSeconds());
        return server.dataSource(
                server.endpoint(),
                server.database(),
                Map.of("connectTimeout", seconds, "loginTimeout", seconds, "socketTimeout", seconds));
    }

    /**
     * Opens a session that the server itself ends when it was idle for {@code timeToLive}, in a transaction or not: should
     * this process be stuck, nobody else has to. None of the server's own limits ends it earlier.
     */
    Connection openHolder(Duration timeToLive) throws SQLException {
        Connection session = forFaults().getConnection();
        try (PreparedStatement limit = session.prepareStatement("SELECT set_config(name, CASE name"
                + " WHEN 'idle_session_timeout' THEN ? WHEN 'idle_in_transaction_session_timeout' THEN ?"
                + " ELSE '0' END, false) FROM pg_settings WHERE name IN ('idle_session_timeout',"
                + " 'idle_in_transaction_session_timeout', 'statement_timeout', 'transaction_timeout')")) {
            String millis = Long.toString(Math.max(1, timeToLive.toMillis()));
            limit.setString(1, millis);
            limit.setString(2, millis);
            limit.execute();
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }
}
