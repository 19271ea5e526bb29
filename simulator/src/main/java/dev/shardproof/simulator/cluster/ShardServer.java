package dev.shardproof.simulator.cluster;

import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/**
 * One PostgreSQL server that is a shard. It says how to reach itself, directly or by way of another endpoint: the
 * application's traffic goes through a wire proxy. Immutable and thread-safe; opens nothing by itself.
 */
public interface ShardServer {

    ShardId id();

    /** Where this process reaches the server itself. */
    Endpoint endpoint();

    /** Where the other servers and the proxies before them reach it; differs in a network of containers. */
    default Endpoint peerEndpoint() {
        return endpoint();
    }

    /** The database that holds the application's tables. */
    String database();

    /** The login of the rehearsal; it may create tables, publications and subscriptions. */
    Login login();

    /** The server's version as it tells it, such as {@code 18.6}. */
    String version();

    /** The number before the first dot of {@link #version()}. */
    default int majorVersion() {
        return Integer.parseInt(version().split("\\D", 2)[0]);
    }

    /**
     * A source of new, unpooled connections.
     *
     * @param via where to connect: {@link #endpoint()} or a proxy in front of it
     * @param database the database, usually {@link #database()}
     * @param driverProperties further properties of the PostgreSQL JDBC driver, such as {@code socketTimeout}
     * @throws IllegalArgumentException if the driver does not accept a property
     */
    DataSource dataSource(Endpoint via, String database, Map<String, String> driverProperties);

    /** A source of new, unpooled connections to the application's database by way of an endpoint. */
    default DataSource dataSource(Endpoint via) {
        return dataSource(via, database(), Map.of());
    }

    /** A new direct connection to the application's database. */
    default Connection connect() throws SQLException {
        return dataSource(endpoint()).getConnection();
    }

    /** A new direct connection to another database of this server. */
    default Connection connectTo(String database) throws SQLException {
        return dataSource(endpoint(), database, Map.of()).getConnection();
    }

    /** The JDBC URL by way of an endpoint, with what TLS needs and without credentials. */
    default String jdbcUrl(Endpoint via) {
        return "jdbc:postgresql://%s/%s".formatted(via, database());
    }

    /**
     * The libpq connection string for {@code CREATE SUBSCRIPTION}, not yet quoted as an SQL literal. It can hold the
     * password: neither log it nor put it into an exception.
     *
     * @param via where the subscribing server finds this one
     */
    String conninfo(Endpoint via);
}
