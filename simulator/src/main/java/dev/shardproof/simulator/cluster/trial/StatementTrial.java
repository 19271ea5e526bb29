package dev.shardproof.simulator.cluster.trial;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.trial.TrialResult.Answer;
import dev.shardproof.simulator.cluster.trial.TrialResult.Execution;
import dev.shardproof.simulator.cluster.trial.TrialStatement.Form;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.util.PSQLException;

/**
 * Tries statements on a server by way of a link, each on a connection of its own, and asks the server directly what became
 * of them, once that connection's backend is gone. Creates nothing on the server. For one thread at a time.
 */
public final class StatementTrial implements AutoCloseable {

    private static final long BACKEND_LIMIT_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int POLL_MILLIS = 20;

    private final DataSource byLink;
    private final DataSource directly;
    private final LongSupplier nanoTime;
    private Connection direct;
    private String channel;
    private long notices;

    /**
     * Connects to nothing yet.
     *
     * @param link the way to the server that is tried
     * @param patience the longest time for an answer
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public StatementTrial(ShardServer server, Endpoint link, Duration patience, LongSupplier nanoTime) {
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        this.byLink = server.dataSource(link, server.database(), properties(patience, "simple"));
        this.directly = server.dataSource(server.endpoint(), server.database(), properties(patience, "extended"));
    }

    private static Map<String, String> properties(Duration patience, String mode) {
        String seconds = Long.toString(patience.plusMillis(999).toSeconds());
        return Map.of(
                "ApplicationName",
                "shardproof-probe",
                "connectTimeout",
                seconds,
                "loginTimeout",
                seconds,
                "socketTimeout",
                seconds,
                "preferQueryMode",
                mode);
    }

    /**
     * Tries a statement once.
     *
     * @throws IOException if it can not be tried, or the server not be asked: then nothing is known
     */
    public TrialResult run(TrialStatement statement) throws IOException {
        try {
            openDirect();
            String said = Long.toString(++notices);
            Attempt attempt = new Attempt();
            try (Connection connection = byLink.getConnection()) {
                attempt.prepare(connection, statement.form());
                attempt.send(connection, statement, said);
            } catch (SQLException e) {
                // Only the driver's good-bye, or what came before: send() keeps the statement's own error.
                if (attempt.answer == null) {
                    throw e;
                }
            }
            awaitEndOf(attempt.backend);
            return new TrialResult(
                    attempt.answer,
                    attempt.sqlState,
                    attempt.message,
                    execution(statement, attempt, said),
                    attempt.nanos);
        } catch (SQLException e) {
            close();
            throw new IOException("the statement could not be tried: " + e.getMessage(), e);
        }
    }

    /** What is known of one statement while it is tried. */
    private final class Attempt {
        private int backend;
        private String transaction;
        private Answer answer;
        private String sqlState = "";
        private String message = "";
        private long nanos;

        void prepare(Connection connection, Form form) throws SQLException {
            backend = connection.unwrap(PGConnection.class).getBackendPID();
            if (form == Form.COMMIT) {
                connection.setAutoCommit(false);
                transaction = value(connection, "SELECT pg_catalog.txid_current()");
            }
        }

        void send(Connection connection, TrialStatement statement, String said) throws SQLException {
            long start = nanoTime.getAsLong();
            try (Statement sending = connection.createStatement()) {
                if (statement.form() == Form.COMMIT) {
                    connection.commit();
                } else {
                    sending.setEscapeProcessing(false);
                    sending.execute(statement.sql(channel, said));
                }
                answer = Answer.OK;
            } catch (SQLException e) {
                sqlState = Objects.requireNonNullElse(e.getSQLState(), "");
                message = Objects.requireNonNullElse(e.getMessage(), "");
                boolean told = e instanceof PSQLException driver && driver.getServerErrorMessage() != null;
                answer = told ? Answer.ERROR : Answer.NONE;
            } finally {
                nanos = nanoTime.getAsLong() - start;
            }
        }
    }

    private void openDirect() throws SQLException {
        if (direct == null || direct.isClosed()) {
            direct = directly.getConnection();
            channel = "shardproof_trial_" + direct.unwrap(PGConnection.class).getBackendPID();
            try (Statement statement = direct.createStatement()) {
                statement.execute("LISTEN " + channel);
            }
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    /** Until a backend is gone, what it does may still become true. */
    private void awaitEndOf(int backend) throws SQLException, IOException {
        long deadline = nanoTime.getAsLong() + BACKEND_LIMIT_NANOS;
        String alive = "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE pid = " + backend;
        while (!value(direct, alive).equals("0")) {
            if (nanoTime.getAsLong() - deadline > 0) {
                throw new IOException("the server's process %d did not end".formatted(backend));
            }
            value(direct, "SELECT pg_catalog.pg_sleep(%s)".formatted(POLL_MILLIS / 1000.0));
        }
    }

    private Execution execution(TrialStatement statement, Attempt attempt, String said) throws SQLException {
        return switch (statement.form()) {
            case COMMIT ->
                committed(value(direct, "SELECT pg_catalog.txid_status(%s)".formatted(attempt.transaction))
                        .equals("committed"));
            case NOTICE -> committed(heard(said));
            case NO_SQL -> Execution.UNKNOWN;
        };
    }

    private static Execution committed(boolean committed) {
        return committed ? Execution.COMMITTED : Execution.NONE;
    }

    /** The server hands over notices in the order of their commits, so an own one after it is the end of the search. */
    private boolean heard(String said) throws SQLException {
        String fence = "fence " + said;
        value(direct, "SELECT pg_catalog.pg_notify('%s', '%s')".formatted(channel, fence));
        boolean heard = false;
        while (true) {
            PGNotification[] notifications = direct.unwrap(PGConnection.class).getNotifications(POLL_MILLIS);
            for (PGNotification one : notifications == null ? new PGNotification[0] : notifications) {
                heard |= one.getParameter().equals(said);
                if (one.getParameter().equals(fence)) {
                    return heard;
                }
            }
            // Fails, should the session be broken: then no fence will ever come.
            value(direct, "SELECT 1");
        }
    }

    /** Ends the direct session; a later trial opens another one. Idempotent; does not throw. */
    @Override
    public void close() {
        if (direct != null) {
            try {
                direct.abort(Runnable::run);
            } catch (SQLException e) {
                // Given up either way: the server ends the session when the socket closes.
            }
            direct = null;
        }
    }
}
