package dev.shardproof.simulator.fault.probe;

import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Asks a server in a session of its own. The session is kept for the next sample and opened again after a failure. Its
 * data source must have time limits for connecting and reading. Not thread-safe.
 */
public final class SqlProbe implements Probe {

    private static final double NANOS_PER_MILLI = 1e6;

    private final DataSource source;
    private final Reading reading;
    private Connection session;

    /** What one sample does with the session. Nothing of it may stay on the server. */
    @FunctionalInterface
    public interface Reading {
        double read(Connection session) throws SQLException;
    }

    /** Samples by {@code reading} in sessions of {@code source}. */
    public SqlProbe(DataSource source, Reading reading) {
        this.source = Objects.requireNonNull(source, "source is null");
        this.reading = Objects.requireNonNull(reading, "reading is null");
    }

    /** The number in the first column of a query's only row. */
    public static Reading number(String query) {
        return session -> {
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                row.next();
                return row.getDouble(1);
            }
        };
    }

    /**
     * How many milliseconds a statement takes, its commit included.
     *
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public static Reading millis(String sql, LongSupplier nanoTime) {
        return session -> {
            try (Statement statement = session.createStatement()) {
                long start = nanoTime.getAsLong();
                statement.execute(sql);
                return (nanoTime.getAsLong() - start) / NANOS_PER_MILLI;
            }
        };
    }

    /**
     * 1 if a statement is refused with an SQLSTATE, 0 if it is carried out; it is rolled back either way. Any other refusal
     * is no sample.
     */
    public static Reading refused(String sql, String sqlState) {
        return session -> {
            session.setAutoCommit(false);
            try (Statement statement = session.createStatement()) {
                statement.execute(sql);
                return 0;
            } catch (SQLException e) {
                if (sqlState.equals(e.getSQLState())) {
                    return 1;
                }
                throw e;
            } finally {
                session.rollback();
            }
        };
    }

    @Override
    public double sample() throws IOException {
        try {
            if (session == null) {
                session = source.getConnection();
            }
            return reading.read(session);
        } catch (SQLException e) {
            close();
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        Connection old = session;
        session = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                // The server has ended it already: then there is nothing to give back.
                return;
            }
        }
    }
}
