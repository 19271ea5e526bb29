package dev.shardproof.simulator.fault.server;

import dev.shardproof.simulator.cluster.ShardServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** Changes a server's settings while it runs, and changes them back. Thread-safe. */
final class ServerSettings {

    private static final String CURRENT = "SELECT setting FROM pg_settings WHERE name = ?";

    private final ShardServer server;
    private final Map<String, String> original = new HashMap<>();

    ServerSettings(ShardServer server) {
        this.server = server;
    }

    /** Changes settings for all sessions, from the next statement of each. */
    synchronized void change(Map<String, String> settings) throws SQLException {
        try (Connection session = new ShardSessions(server).forFaults().getConnection()) {
            for (String name : settings.keySet()) {
                original.put(name, current(session, name));
            }
            apply(session, settings);
        }
    }

    /** Changes back what was changed. */
    synchronized void restore() throws SQLException {
        if (original.isEmpty()) {
            return;
        }
        try (Connection session = new ShardSessions(server).forFaults().getConnection()) {
            apply(session, original);
            original.clear();
        }
    }

    private static String current(Connection session, String name) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(CURRENT)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** Each by itself: the server wants no transaction around them. */
    private static void apply(Connection session, Map<String, String> settings) throws SQLException {
        try (Statement statement = session.createStatement()) {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                statement.execute("ALTER SYSTEM SET %s = '%s'".formatted(setting.getKey(), setting.getValue()));
            }
            statement.execute("SELECT pg_reload_conf()");
        }
    }
}
