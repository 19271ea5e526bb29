package dev.shardproof.simulator.cluster.external;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.JdbcShardServer;
import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.topology.ShardId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A user's server as a shard: like any other, with TLS on the way to it.
 *
 * @param server where it is
 * @param version as the server tells it
 */
record ExternalShardServer(ExternalServer server, String version) implements ShardServer {

    private static final String DEFAULT_JAVA_TRUST = "org.postgresql.ssl.DefaultJavaSSLFactory";

    ExternalShardServer {
        Objects.requireNonNull(server, "server is null");
        Objects.requireNonNull(version, "version is null");
    }

    static ExternalShardServer of(ExternalServer server, String version) {
        return new ExternalShardServer(server, version);
    }

    @Override
    public ShardId id() {
        return server.shard();
    }

    @Override
    public Endpoint endpoint() {
        return server.endpoint();
    }

    @Override
    public String database() {
        return server.database();
    }

    @Override
    public Login login() {
        return server.login();
    }

    @Override
    public DataSource dataSource(Endpoint via, String database, Map<String, String> driverProperties) {
        Map<String, String> properties = new LinkedHashMap<>(tls(via));
        // Without any the driver would look into .pgpass by itself, whoever may read that.
        properties.put(
                "password", login().password().map(password -> password.get()).orElse(""));
        properties.putAll(driverProperties);
        return new JdbcShardServer(id(), endpoint(), database(), Login.of(login().user()), version)
                .dataSource(via, database, properties);
    }

    @Override
    public String jdbcUrl(Endpoint via) {
        String parameters = tls(via).entrySet().stream()
                .map(property -> property.getKey() + "=" + encoded(property.getValue()))
                .collect(Collectors.joining("&"));
        return "jdbc:postgresql://%s/%s?%s".formatted(via, encoded(database()), parameters);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A server elsewhere can not reach a proxy on this machine's loopback: it gets the other server's own address,
     * and replication passes no proxy then. Files of certificates are this machine's, so the servers among themselves
     * use TLS where it is demanded, and do not check the certificate.
     */
    @Override
    public String conninfo(Endpoint via) {
        boolean reachable = isLoopback(endpoint().host()) || !isLoopback(via.host());
        Endpoint from = reachable ? via : endpoint();
        String mode = server.tls().demanded() ? "require" : server.tls().mode();
        Login login = new Login(login().user(), login().password(), Optional.empty());
        return new JdbcShardServer(id(), endpoint(), database(), login, version).conninfo(from) + " sslmode=" + mode;
    }

    private Map<String, String> tls(Endpoint via) {
        ExternalServer.Tls tls =
                via.equals(endpoint()) ? server.tls() : server.tls().throughProxy();
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("sslmode", tls.mode());
        tls.rootCertificate().ifPresent(certificate -> {
            if (certificate.equals("system")) {
                properties.put("sslfactory", DEFAULT_JAVA_TRUST);
            } else {
                properties.put("sslrootcert", certificate);
            }
        });
        return properties;
    }

    /** By its text alone: what a name resolves to here says nothing about what it is elsewhere. */
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "%s at %s, database %s, PostgreSQL %s".formatted(id(), endpoint(), database(), version);
    }
}
