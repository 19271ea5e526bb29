package dev.shardproof.simulator.client;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/** The connection pools of one application instance, one a shard. Thread-safe; closing it closes them all. */
public final class ShardPools implements AutoCloseable {

    /**
     * How to reach a shard.
     *
     * @param jdbcUrl its address, without credentials
     * @param user the login role
     * @param password its password, if the server asks for one; never printed
     */
    public record Address(String jdbcUrl, String user, Optional<String> password) {
        public Address {
            Objects.requireNonNull(jdbcUrl, "jdbcUrl is null");
            Objects.requireNonNull(user, "user is null");
            Objects.requireNonNull(password, "password is null");
        }

        @Override
        public String toString() {
            return "Address[" + jdbcUrl + ", user " + user + "]";
        }
    }

    private final Map<ShardId, HikariDataSource> pools = new LinkedHashMap<>();

    /**
     * How long things may take.
     *
     * @param connection how long a caller waits for a connection, be it for a free one or for a new one; at least 250 ms
     *     count
     * @param statement how long a statement may take
     */
    public record TimeOuts(Duration connection, Duration statement) {
        public TimeOuts {
            if (connection.isNegative() || connection.isZero() || statement.isNegative() || statement.isZero()) {
                throw new IllegalArgumentException(
                        "time-outs of %s and %s: each must be longer than 0".formatted(connection, statement));
            }
        }
    }

    /**
     * @param addresses where the shards are
     * @param size connections a shard at most
     * @param timeout how long a caller waits for a connection, and a statement for its answer
     */
    public ShardPools(Map<ShardId, Address> addresses, int size, Duration timeout) {
        this(addresses, size, new TimeOuts(timeout, timeout));
    }

    /**
     * @param addresses where the shards are
     * @param size connections a shard at most
     * @param timeOuts how long things may take
     */
    public ShardPools(Map<ShardId, Address> addresses, int size, TimeOuts timeOuts) {
        addresses.forEach((shard, address) -> pools.put(shard, pool(shard, address, size, timeOuts)));
    }

    /** The pools by shard. */
    public Map<ShardId, DataSource> all() {
        return Map.copyOf(pools);
    }

    /** How many threads wait for a connection at present. */
    long pending() {
        return pools.values().stream()
                .mapToLong(pool -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection())
                .sum();
    }

    /** How many connections each pool keeps open at the least. */
    public static int idleConnections(int size) {
        return Math.min(4, size);
    }

    /** Closes every connection, those in use as soon as they are given back; the pools open new ones. */
    public void dropConnections() {
        pools.values().forEach(pool -> pool.getHikariPoolMXBean().softEvictConnections());
    }

    @Override
    public void close() {
        pools.values().forEach(HikariDataSource::close);
    }

    private static HikariDataSource pool(ShardId shard, Address address, int size, TimeOuts timeOuts) {
        Duration waiting = timeOuts.connection();
        Duration timeout = timeOuts.statement();
        HikariConfig config = new HikariConfig();
        config.setPoolName("app-" + shard);
        config.setJdbcUrl(address.jdbcUrl());
        config.setUsername(address.user());
        address.password().ifPresent(config::setPassword);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(idleConnections(size));
        config.setConnectionTimeout(Math.max(250, waiting.toMillis()));
        config.setValidationTimeout(Math.max(250, waiting.toMillis() / 2));
        // A shard that is slow or not there yet must not stop the application from starting.
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "shardproof-app");
        config.addDataSourceProperty("options", "-c statement_timeout=" + timeout.toMillis());
        // Seconds: the server's own time-out comes first, this one is for a link that has gone silent.
        config.addDataSourceProperty("socketTimeout", Long.toString(timeout.toSeconds() + 1));
        config.addDataSourceProperty("connectTimeout", Long.toString(Math.max(1, waiting.toSeconds())));
        config.addDataSourceProperty("tcpNoDelay", "true");
        return new HikariDataSource(config);
    }
}
