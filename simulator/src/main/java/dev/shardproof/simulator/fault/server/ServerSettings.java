package dev.shardproof.simulator.fault.server;

import dev.shardproof.simulator.cluster.ShardServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Changes a server's settings while it runs, and changes them back. Thread-safe. */
final class ServerSettings {

    private static final String CURRENT = "SELECT setting FROM pg_settings WHERE name = ?";

    private final ShardServer server;
    private final Map<String, String> original = new HashMap<>();
    private final Map<Object, Map<String, String>> holders = new LinkedHashMap<>();

    ServerSettings(ShardServer server) {
        this.server = server;
    }

    /**
     * Changes settings for all sessions, from the next statement of each, until {@code holder} releases them. Of several
     * holders the last one's values count; what there was before comes back when the last one is gone.
     */
    synchronized void hold(Object holder, Map<String, String> settings) throws SQLException {
        try (Connection session = new ShardSessions(server).forFaults().getConnection()) {
            if (holders.isEmpty()) {
                original.clear();
            }
            for (String name : settings.keySet()) {
                if (!original.containsKey(name)) {
                    original.put(name, current(session, name));
                }
            }
            holders.put(holder, settings);
            apply(session, settings);
        }
    }

    /** Changes back what {@code holder} has changed and no other one holds; nothing if it holds nothing any more. */
    synchronized void release(Object holder) throws SQLException {
        if (!holders.containsKey(holder)) {
            return;
        }
        Map<String, String> remaining = new HashMap<>(original);
        holders.forEach((other, settings) -> {
            if (other != holder) {
                remaining.putAll(settings);
            }
        });
        try (Connection session = new ShardSessions(server).forFaults().getConnection()) {
            apply(session, remaining);
        }
        holders.remove(holder);
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
