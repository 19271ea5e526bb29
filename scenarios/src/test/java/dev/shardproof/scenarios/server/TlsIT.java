package dev.shardproof.scenarios.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate bears the name localhost and nothing else. */
class TlsIT {

    private static final String PASSWORD = "canary-5d0c";

    @TempDir
    static Path folder;

    private static RunRegistry registry;
    private static Cluster cluster;
    private static Path certificate;

    @BeforeAll
    static void start() throws Exception {
        registry = RunRegistry.open(StateFolder.at(folder.resolve("state")));
        cluster = EmbeddedCluster.start(List.of(new ShardId("s0")), registry);
        KeyStore keys = keys();
        Key key = keys.getKey("server", PASSWORD.toCharArray());
        String signed = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        certificate = Files.writeString(folder.resolve("ca.crt"), signed);
        try (Connection connection = server().connectTo(server().database());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE reader LOGIN PASSWORD '" + PASSWORD + "'");
            String data = "";
            try (ResultSet setting = statement.executeQuery("SHOW data_directory")) {
                setting.next();
                data = setting.getString(1);
            }
            // Written by the server, so that it owns its key, with its own umask.
            export(connection, signed, data + "/server.crt");
            export(connection, pem("PRIVATE KEY", key.getEncoded()), data + "/server.key");
            statement.execute("ALTER SYSTEM SET ssl = on");
            statement.execute("SELECT pg_reload_conf()");
        }
        await().until(TlsIT::serverOffersTls);
    }

    @AfterAll
    static void stop() {
        cluster.close();
        registry.close();
    }

    @Test
    void aCertificateThatBearsTheNameIsTrustedIfItsAuthorityIsNamed() throws SQLException {
        try (ReceivedBytes received = new ReceivedBytes()) {
            Server server = server("localhost", "?sslmode=verify-full&sslrootcert=" + certificate, received);

            assertThat(ConnectionTrial.attempt(server)).isEmpty();
            assertThat(usesTls(server)).isTrue();
            long before = received.total();
            try (Connection connection = server.connections().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT repeat('x', 100000)");
            }
            assertThat(received.total() - before).isBetween(100_000L, 120_000L);
        }
    }

    @Test
    void aCertificateOfAnotherNameIsRefusedUnlessThePlanSaysOtherwise() {
        String wanted = "?sslrootcert=" + certificate;

        assertThat(mistake("127.0.0.1", wanted)).contains("TLS as demanded (sslmode=verify-full) did not come about");
        assertThat(mistake("127.0.0.1", wanted + "&sslmode=verify-full")).contains("verify-full");
        assertThat(trial("127.0.0.1", wanted + "&sslmode=verify-ca")).isEmpty();
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefusedUnlessThePlanSaysOtherwise() {
        assertThat(mistake("localhost", "?sslmode=verify-full&sslrootcert=system"))
                .contains("sslrootcert");
        assertThat(mistake("localhost", "?sslmode=verify-ca&sslrootcert=" + folder.resolve("missing")))
                .contains("sslrootcert");
        assertThat(trial("localhost", "?sslmode=require")).isEmpty();
    }

    @Test
    void noTlsIsUsedWhenThePlanSaysSo() throws SQLException {
        try (ReceivedBytes received = new ReceivedBytes()) {
            assertThat(usesTls(server("127.0.0.1", "?sslmode=disable", received)))
                    .isFalse();
            assertThat(usesTls(server("127.0.0.1", "?sslmode=require", received)))
                    .isTrue();
        }
    }

    @Test
    void aPasswordFileThatOthersMayReadIsNotUsedByTheDriverBehindOurBack() throws Exception {
        Path pgpass = Files.writeString(folder.resolve("open-pgpass"), "*:*:*:*:" + PASSWORD + "\n");
        System.setProperty("org.postgresql.pgpassfile", pgpass.toString());
        try (ReceivedBytes received = new ReceivedBytes()) {
            Server server = Server.of(
                    address("127.0.0.1", ""),
                    new Passwords(Map.of("PGPASSFILE", pgpass.toString()), folder),
                    new Loopback(InetAddress::getAllByName),
                    received);

            assertThat(ConnectionTrial.attempt(server)).hasValueSatisfying(trouble -> {
                assertThat(trouble.mistake()).isTrue();
                assertThat(trouble.message()).contains("was ignored").doesNotContain(PASSWORD);
            });
        } finally {
            System.clearProperty("org.postgresql.pgpassfile");
        }
    }

    private static String mistake(String host, String parameters) {
        ConnectionTrial.Trouble trouble = trial(host, parameters).orElseThrow();
        assertThat(trouble.mistake()).isTrue();
        assertThat(trouble.message()).doesNotContain(PASSWORD);
        return trouble.message();
    }

    private static Optional<ConnectionTrial.Trouble> trial(String host, String parameters) {
        try (ReceivedBytes received = new ReceivedBytes()) {
            return ConnectionTrial.attempt(server(host, parameters, received));
        }
    }

    private static Server server(String host, String parameters, ReceivedBytes received) {
        return Server.of(
                address(host, parameters),
                new Passwords(Map.of("PGPASSWORD", PASSWORD), folder),
                new Loopback(InetAddress::getAllByName),
                received);
    }

    private static ServerAddress address(String host, String parameters) {
        return ServerUrl.parse(
                "s0",
                "postgresql://reader@%s:%d/%s%s"
                        .formatted(host, server().endpoint().port(), server().database(), parameters));
    }

    private static ShardServer server() {
        return cluster.shards().get(0);
    }

    private static boolean serverOffersTls() throws SQLException {
        try (ReceivedBytes received = new ReceivedBytes()) {
            return usesTls(server("127.0.0.1", "", received));
        }
    }

    private static boolean usesTls(Server server) throws SQLException {
        try (Connection connection = server.connections().getConnection();
                Statement statement = connection.createStatement();
                ResultSet own = statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            own.next();
            return own.getBoolean(1);
        }
    }

    private static void export(Connection connection, String text, String file) throws SQLException {
        long object;
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT lo_from_bytea(0, convert_to(?, 'UTF8'))")) {
            statement.setString(1, text);
            try (ResultSet made = statement.executeQuery()) {
                made.next();
                object = made.getLong(1);
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT lo_export(%d, '%s')".formatted(object, file));
            statement.execute("COPY (SELECT 1) TO PROGRAM 'chmod 600 \"%s\"'".formatted(file));
        }
    }

    /** Made by the JDK's own tool, for its API has no way to sign a certificate. */
    private static KeyStore keys() throws Exception {
        Path store = folder.resolve("keys.p12");
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        tool,
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-ext",
                        "bc=ca:true",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), kind);
    }
}
