package dev.shardproof.simulator.cluster.session;

import dev.shardproof.simulator.cluster.Endpoint;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * Ends a server's sessions by their {@code application_name}: those of clients that are dead or stuck and still hold locks,
 * snapshots or connection slots.
 *
 * @param server where the server itself listens
 * @param database a database that the user may connect to
 * @param user a role that may end those sessions: the same one, or a member of {@code pg_signal_backend}
 * @param passwordFile a libpq password file; empty if the server asks for no password
 */
public record SessionEnding(Endpoint server, String database, String user, Optional<Path> passwordFile) {

    private static final String PASSWORD_FILE = "org.postgresql.pgpassfile";

    public SessionEnding {
        Objects.requireNonNull(server, "server is null");
        Objects.requireNonNull(database, "database is null");
        Objects.requireNonNull(user, "user is null");
        Objects.requireNonNull(passwordFile, "passwordFile is null");
    }

    /**
     * Ends them. A session that is gone already is none to end.
     *
     * @param applicationName exactly what they call themselves
     * @param limit how long connecting and asking may take, each
     * @return how many were ended
     * @throws SQLException if the server can not be asked
     */
    public int end(String applicationName, Duration limit) throws SQLException {
        if (applicationName.isBlank()) {
            throw new IllegalArgumentException("sessions without a name can not be told from those of others");
        }
        try (Connection connection = connect(limit);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity"
                                + " WHERE application_name = ? AND pid <> pg_backend_pid()")) {
            statement.setString(1, applicationName);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private String url() {
        return "jdbc:postgresql://%s/%s".formatted(server, URLEncoder.encode(database, StandardCharsets.UTF_8));
    }

    /** The driver takes the password file's name from a system property only, hence one after the other. */
    private Connection connect(Duration limit) throws SQLException {
        String seconds = Long.toString(Math.max(1, limit.toSeconds()));
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("ApplicationName", "shardproof session ending");
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        synchronized (SessionEnding.class) {
            String before = System.getProperty(PASSWORD_FILE);
            try {
                passwordFile.ifPresent(file -> System.setProperty(PASSWORD_FILE, file.toString()));
                return DriverManager.getConnection(url(), properties);
            } finally {
                if (before == null) {
                    System.clearProperty(PASSWORD_FILE);
                } else {
                    System.setProperty(PASSWORD_FILE, before);
                }
            }
        }
    }
}
