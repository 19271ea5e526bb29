package dev.shardproof.simulator.cluster.external;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.cluster.external.interlock.Candidate;
import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A server as the user names it. Holds no password, only where it comes from; opens nothing by itself.
 *
 * @param shard which shard it is to be
 * @param endpoint where it listens, as seen from here and from the other servers
 * @param database the sandbox database
 * @param login who logs in; its password file, if any, is for the load process on this machine
 * @param tls what is demanded of connections
 */
public record ExternalServer(ShardId shard, Endpoint endpoint, String database, Login login, Tls tls)
        implements Candidate {

    private static final String APPLICATION = "shardproof interlock";

    public ExternalServer {
        Objects.requireNonNull(shard, "shard is null");
        Objects.requireNonNull(endpoint, "endpoint is null");
        Objects.requireNonNull(login, "login is null");
        Objects.requireNonNull(tls, "tls is null");
        if (database.isBlank()) {
            throw new IllegalArgumentException("the database of shard %s is empty".formatted(shard));
        }
    }

    /**
     * What is demanded of connections.
     *
     * @param mode libpq's {@code sslmode}
     * @param rootCertificate a file with the authorities that may sign the server's certificate, or {@code system}
     */
    public record Tls(String mode, Optional<String> rootCertificate) {

        private static final Set<String> MODES =
                Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
        private static final Set<String> DEMANDING = Set.of("require", "verify-ca", "verify-full");

        public Tls {
            Objects.requireNonNull(rootCertificate, "rootCertificate is null");
            if (!MODES.contains(mode)) {
                throw new IllegalArgumentException("there is no sslmode '%s'".formatted(mode));
            }
        }

        boolean demanded() {
            return DEMANDING.contains(mode);
        }

        /**
         * For connections by way of a proxy on this machine, whose name is not the server's. The authority is checked
         * there too; the name was checked by the direct connections to the same address.
         */
        Tls throughProxy() {
            return mode.equals("verify-full") ? new Tls("verify-ca", rootCertificate) : this;
        }
    }

    @Override
    public String user() {
        return login.user();
    }

    @Override
    public boolean demandsEncryption() {
        return tls.demanded();
    }

    @Override
    public Connection connectInSilence() throws SQLException {
        // With an assumed version the driver puts its settings into the start-up message instead of SET statements;
        // in the simple protocol nothing is prepared. The limits are settings of the start-up message as well.
        Map<String, String> silent = Map.of(
                "assumeMinServerVersion", "15",
                "preferQueryMode", "simple",
                "ApplicationName", APPLICATION,
                "options", "-c statement_timeout=10000 -c lock_timeout=5000",
                "connectTimeout", "10",
                "loginTimeout", "20",
                "socketTimeout", "20");
        return ExternalShardServer.of(this, "0")
                .dataSource(endpoint, database, silent)
                .getConnection();
    }

    @Override
    public String toString() {
        return "%s at %s, database %s, as %s".formatted(shard, endpoint, database, login);
    }
}
