package dev.shardproof.simulator.routing.postgres;

import dev.shardproof.simulator.routing.RoutingAuthority;
import dev.shardproof.simulator.routing.RoutingException;
import dev.shardproof.simulator.routing.TopologyText;
import dev.shardproof.simulator.topology.Topology;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Keeps every topology that ever was in one table whose primary key is the epoch. The key is what makes the
 * compare-and-set atomic: of two inserts of the same epoch the second finds the first. Thread-safe.
 */
public final class PostgresRoutingAuthority implements RoutingAuthority {

    private static final String TABLE = "shardproof_routing.topology";

    private final DataSource database;

    /** @param database where the table lives; see {@link #install} */
    public PostgresRoutingAuthority(DataSource database) {
        this.database = Objects.requireNonNull(database, "database is null");
    }

    /** Creates the table with its first topology, once per cluster. */
    public static PostgresRoutingAuthority install(DataSource database, Topology initial) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA shardproof_routing");
            statement.execute("CREATE TABLE " + TABLE + " (epoch bigint PRIMARY KEY, document text NOT NULL,"
                    + " installed_at timestamptz NOT NULL DEFAULT clock_timestamp())");
            insert(connection, initial);
        } catch (SQLException e) {
            throw new RoutingException("the routing table could not be created", e);
        }
        return new PostgresRoutingAuthority(database);
    }

    @Override
    public Topology current() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT document FROM " + TABLE + " ORDER BY epoch DESC LIMIT 1")) {
            if (!row.next()) {
                throw new RoutingException("the routing table is empty", null);
            }
            return TopologyText.parse(row.getString(1));
        } catch (SQLException | IllegalArgumentException e) {
            throw new RoutingException("the routing table could not be read", e);
        }
    }

    @Override
    public boolean compareAndSet(long expectedEpoch, Topology next) {
        RoutingAuthority.requireSuccessor(expectedEpoch, next);
        if (current().epoch() != expectedEpoch) {
            return false;
        }
        try (Connection connection = database.getConnection()) {
            return insert(connection, next) == 1;
        } catch (SQLException e) {
            throw new RoutingException("epoch %d could not be installed".formatted(next.epoch()), e);
        }
    }

    private static int insert(Connection connection, Topology topology) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + TABLE + " (epoch, document) VALUES (?, ?) ON CONFLICT (epoch) DO NOTHING")) {
            insert.setLong(1, topology.epoch());
            insert.setString(2, TopologyText.format(topology));
            return insert.executeUpdate();
        }
    }
}
