package dev.shardproof.simulator.client;

import dev.shardproof.simulator.client.safeguard.Attempt;
import dev.shardproof.simulator.client.safeguard.ShardBreakers;
import dev.shardproof.simulator.client.safeguard.SqlStates;
import dev.shardproof.simulator.topology.ShardId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/** Runs the statements of a request as one transaction on one shard. Thread-safe. */
final class ShardTransactions {

    private final Map<ShardId, DataSource> pools;
    private final ShardBreakers breakers;
    private final ClientMeter meter;
    private final LongSupplier nanoTime;

    ShardTransactions(
            Map<ShardId, DataSource> pools, ShardBreakers breakers, ClientMeter meter, LongSupplier nanoTime) {
        this.pools = Map.copyOf(pools);
        this.breakers = breakers;
        this.meter = meter;
        this.nanoTime = nanoTime;
    }

    /**
     * One attempt.
     *
     * @param permitted whether the shard's breaker has permitted it, and so is told how it ends
     */
    Attempt run(ShardId shard, boolean write, List<ClientStatement> statements, boolean permitted) {
        DataSource pool = pools.get(shard);
        if (pool == null) {
            throw new IllegalStateException("the topology names shard %s, which this client has no pool for; it has %s"
                    .formatted(shard, pools.keySet()));
        }
        long begin = nanoTime.getAsLong();
        Attempt attempt = null;
        try {
            attempt = run(pool, write, statements);
            return attempt;
        } finally {
            if (permitted) {
                breakers.ended(shard, attempt, begin); // also after an exception, or a trial of the breaker never ends
            }
        }
    }

    private Attempt run(DataSource pool, boolean write, List<ClientStatement> statements) {
        // A single statement commits by itself, so an answer that does not come leaves it open whether it did.
        boolean single = statements.size() == 1;
        boolean commitSent = false;
        boolean done = false;
        List<Long> observed = new ArrayList<>();
        try (Connection connection = connection(pool)) {
            commitSent = single;
            connection.setAutoCommit(single);
            try {
                for (ClientStatement statement : statements) {
                    run(connection, statement, observed);
                }
                if (!single) {
                    commitSent = true;
                    connection.commit();
                }
            } catch (SQLException e) {
                if (!single) {
                    rollBack(connection, e);
                }
                throw e;
            }
            done = true;
        } catch (SQLException e) {
            if (!done) { // else only the connection could not be given back
                return Attempt.failed(e, SqlStates.kindOf(e, commitSent && write));
            }
        }
        return Attempt.succeeded(observed);
    }

    private Connection connection(DataSource pool) throws SQLException {
        long begin = nanoTime.getAsLong();
        try {
            return pool.getConnection();
        } finally {
            meter.poolWaited(nanoTime.getAsLong() - begin);
        }
    }

    private static void run(Connection connection, ClientStatement statement, List<Long> observed) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
            for (int i = 0; i < statement.parameters().size(); i++) {
                prepared.setObject(i + 1, statement.parameters().get(i));
            }
            // The rows are read to the end by the driver; an application would use them.
            if (prepared.execute() && statement.observed()) {
                keepNumbers(prepared.getResultSet(), observed);
            }
        }
    }

    /** All columns of all rows; an array counts as its elements. */
    private static void keepNumbers(ResultSet rows, List<Long> observed) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            for (int column = 1; column <= columns; column++) {
                Object value = rows.getObject(column);
                if (value instanceof Array array) {
                    for (Object element : (Object[]) array.getArray()) {
                        observed.add(((Number) element).longValue());
                    }
                } else if (value != null) {
                    observed.add(((Number) value).longValue());
                }
            }
        }
    }

    private static void rollBack(Connection connection, SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e); // a broken connection has rolled back already
        }
    }
}
