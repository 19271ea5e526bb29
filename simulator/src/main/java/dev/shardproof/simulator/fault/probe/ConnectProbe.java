package dev.shardproof.simulator.fault.probe;

import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * Opens a new session each time: a sample is 1 if it was refused in the way that is looked for, and 0 if it came to stand.
 * Any other failure is no sample. The data source must have a time limit for connecting. Thread-safe.
 */
public final class ConnectProbe implements Probe {

    private static final String STARTING_OR_ENDING = "57P03";

    private final DataSource source;
    private final Predicate<SQLException> refusal;

    private ConnectProbe(DataSource source, Predicate<SQLException> refusal) {
        this.source = Objects.requireNonNull(source, "source is null");
        this.refusal = refusal;
    }

    /** Looks for refusals by the server with an SQLSTATE. */
    public static ConnectProbe refusedWith(DataSource source, String sqlState) {
        return new ConnectProbe(source, e -> sqlState.equals(e.getSQLState()));
    }

    /** Looks for a server that is not there: nobody listens, or it is starting or ending. Silence does not count. */
    public static ConnectProbe notThere(DataSource source) {
        return new ConnectProbe(
                source, e -> STARTING_OR_ENDING.equals(e.getSQLState()) || e.getCause() instanceof ConnectException);
    }

    @Override
    public double sample() throws IOException {
        try (Connection session = source.getConnection()) {
            return session.isClosed() ? 1 : 0;
        } catch (SQLException e) {
            if (refusal.test(e)) {
                return 1;
            }
            throw new IOException(e.getMessage(), e);
        }
    }
}
