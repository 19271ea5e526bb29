package dev.shardproof.scenarios.server;

import dev.shardproof.verifier.dialect.SessionLimits;
import java.util.Objects;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A server that can be connected to.
 *
 * @param address where it is
 * @param security how connections to it are protected
 * @param credentials where its password came from
 * @param connections makes connections; every one is the caller's to close
 */
public record Server(
        ServerAddress address, TransportSecurity security, Credentials credentials, DataSource connections) {

    private static final String APPLICATION = "shardproof verify";
    private static final int CONNECT_SECONDS = 10;
    private static final int LOGIN_SECONDS = 30;
    private static final int CANCEL_SECONDS = 5;
    /** A scan may take long, but the server's own statement_timeout bounds it: what is not there later never comes. */
    private static final int ANSWER_SECONDS =
            (int) SessionLimits.DEFAULT.statement().plusMinutes(1).toSeconds();

    public Server {
        Objects.requireNonNull(address, "address is null");
        Objects.requireNonNull(security, "security is null");
        Objects.requireNonNull(credentials, "credentials is null");
        Objects.requireNonNull(connections, "connections is null");
    }

    /**
     * Prepares connections; opens none.
     *
     * @param received counts what comes from the server
     * @throws InvalidServerException if there is no such password, or the wish for TLS contradicts itself
     */
    public static Server of(ServerAddress address, Passwords passwords, Loopback loopback, ReceivedBytes received) {
        TransportSecurity security = TransportSecurity.of(address, loopback);
        Credentials credentials = passwords.of(address);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {address.host()});
        source.setPortNumbers(new int[] {address.port()});
        source.setDatabaseName(address.database());
        source.setUser(address.user());
        // Without any the driver would look into .pgpass by itself, whoever may read that.
        source.setPassword(credentials.reveal().orElse(""));
        source.setApplicationName(APPLICATION);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(LOGIN_SECONDS);
        source.setSocketTimeout(ANSWER_SECONDS);
        source.setCancelSignalTimeout(CANCEL_SECONDS);
        source.setTcpKeepAlive(true);
        source.setSslMode(security.mode().label());
        security.rootCertificate().ifPresent(certificate -> trust(source, certificate));
        source.setSocketFactory(CountingSocketFactory.class.getName());
        source.setSocketFactoryArg(received.key());
        return new Server(address, security, credentials, source);
    }

    private static void trust(PGSimpleDataSource source, String certificate) {
        if (certificate.equals("system")) {
            source.setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
        } else {
            source.setSslRootCert(certificate);
        }
    }

    /** Never a password. */
    @Override
    public String toString() {
        return "Server[%s, %s, %s]".formatted(address, security, credentials);
    }
}
