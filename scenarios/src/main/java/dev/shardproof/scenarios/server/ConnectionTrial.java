package dev.shardproof.scenarios.server;

import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.scenarios.spec.yaml.Excerpt;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Connects to a server once, and says in words what is wrong if that fails. */
public final class ConnectionTrial {

    private static final String INVALID_PASSWORD = "28P01";
    private static final String INVALID_AUTHORIZATION = "28000";
    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String CONNECTION_REJECTED = "08004";
    private static final String CONNECTION_FAILURE = "08006";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final int CAUSES_MAX = 20;
    private static final int SAID_MAX = 300;

    private ConnectionTrial() {}

    /**
     * Why a server can not be used.
     *
     * @param mistake whether the user named something wrong; else the server can not answer just now
     * @param message what was found, where, and what to do; without any password
     */
    public record Trouble(boolean mistake, String message) {}

    /** Connects and disconnects; empty if that works. */
    public static Optional<Trouble> attempt(Server server) {
        try (Connection connection = server.connections().getConnection()) {
            connection.getAutoCommit();
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(explain(server, e));
        }
    }

    /** What a failed connection to that server means. */
    static Trouble explain(Server server, SQLException e) {
        ServerAddress address = server.address();
        String where = "server %s (%s): ".formatted(address.name(), address.location());
        String said =
                "\"" + UntrustedText.shortened(UntrustedText.oneLine(String.valueOf(e.getMessage())), SAID_MAX) + "\"";
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (caused(e, UnknownHostException.class::isInstance)) {
            return new Trouble(true, where + "there is no host of this name; correct 'host'");
        }
        if (caused(e, ConnectException.class::isInstance)) {
            return new Trouble(
                    false, where + "nothing accepts connections there; is the server up, and is the port right?");
        }
        if (caused(e, SSLException.class::isInstance) || isTls(state, e)) {
            return new Trouble(
                    true,
                    where
                            + "TLS as demanded (sslmode=%s) did not come about: the driver says %s; %s"
                                    .formatted(server.security().mode().label(), said, tlsAdvice()));
        }
        return switch (state) {
            case INVALID_PASSWORD, CONNECTION_REJECTED ->
                new Trouble(
                        true,
                        where
                                + "the role %s was not let in: %s; %s"
                                        .formatted(
                                                Excerpt.quoted(address.user()),
                                                said,
                                                server.credentials().origin()));
            case INVALID_AUTHORIZATION ->
                new Trouble(
                        true,
                        where
                                + "the role %s may not log in this way: %s; see the role's LOGIN attribute and the server's"
                                        .formatted(Excerpt.quoted(address.user()), said)
                                + " pg_hba.conf");
            case NO_SUCH_DATABASE -> new Trouble(true, where + "there is no database of this name; correct 'database'");
            case INSUFFICIENT_PRIVILEGE ->
                new Trouble(
                        false,
                        where
                                + "the role %s has no right to connect: %s; GRANT CONNECT ON DATABASE to it"
                                        .formatted(Excerpt.quoted(address.user()), said));
            default -> new Trouble(false, where + "the connection failed: %s (SQLSTATE %s)".formatted(said, state));
        };
    }

    /**
     * The driver has no state of its own for a server without TLS, another name or a root certificate that is not there;
     * it translates its messages, but not these words.
     */
    private static boolean isTls(String state, SQLException e) {
        String message = String.valueOf(e.getMessage());
        return (state.equals(CONNECTION_REJECTED) || state.equals(CONNECTION_FAILURE))
                && (message.contains("SSL") || message.contains("HostnameVerifier"));
    }

    private static String tlsAdvice() {
        return "name the authority that signed the server's certificate with sslrootcert (a file, or 'system'), or write"
                + " a weaker sslmode on purpose";
    }

    private static boolean caused(Throwable e, Predicate<Throwable> kind) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause)
                .limit(CAUSES_MAX)
                .anyMatch(kind);
    }
}
