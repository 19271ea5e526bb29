package dev.shardproof.simulator.cluster;

import dev.shardproof.simulator.topology.ShardId;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A shard server as every provider hands it out, once it knows where the server is and who may log in.
 *
 * @param id the shard
 * @param endpoint where this process reaches the server itself
 * @param peerEndpoint where the other servers reach it
 * @param database the application's database
 * @param login who connects
 * @param version the server's version as it tells it
 */
public record JdbcShardServer(
        ShardId id, Endpoint endpoint, Endpoint peerEndpoint, String database, Login login, String version)
        implements ShardServer {

    public JdbcShardServer {
        Objects.requireNonNull(id, "id is null");
        Objects.requireNonNull(endpoint, "endpoint is null");
        Objects.requireNonNull(peerEndpoint, "peerEndpoint is null");
        Objects.requireNonNull(database, "database is null");
        Objects.requireNonNull(login, "login is null");
        Objects.requireNonNull(version, "version is null");
    }

    /** A server that everybody reaches at the same place. */
    public JdbcShardServer(ShardId id, Endpoint endpoint, String database, Login login, String version) {
        this(id, endpoint, endpoint, database, login, version);
    }

    @Override
    public DataSource dataSource(Endpoint via, String database, Map<String, String> driverProperties) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {via.host()});
        source.setPortNumbers(new int[] {via.port()});
        source.setDatabaseName(database);
        source.setUser(login.user());
        source.setApplicationName("shardproof");
        login.password().ifPresent(password -> source.setPassword(password.get()));
        driverProperties.forEach((name, value) -> {
            try {
                source.setProperty(name, value);
            } catch (SQLException e) {
                throw new IllegalArgumentException(
                        "the driver refuses its property '%s': %s".formatted(name, e.getMessage()), e);
            }
        });
        return source;
    }

    @Override
    public String conninfo(Endpoint via) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("host", via.host());
        words.put("port", Integer.toString(via.port()));
        words.put("dbname", database);
        words.put("user", login.user());
        if (login.passwordFile().isPresent()) {
            words.put("passfile", login.passwordFile().get().toString());
        } else {
            login.password().ifPresent(password -> words.put("password", password.get()));
        }
        return words.entrySet().stream()
                .map(word -> word.getKey() + "=" + quoted(word.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** A libpq value: in single quotes, with a backslash before quotes and backslashes. */
    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    @Override
    public String toString() {
        return "%s at %s, database %s, PostgreSQL %s".formatted(id, endpoint, database, version);
    }
}
