package dev.shardproof.simulator.cluster.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.topology.ShardId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class ExternalShardServerTest {

    private static final Endpoint PROXY = new Endpoint("127.0.0.1", 20_000);

    @Test
    void serversElsewhereReplicateWithoutAProxyOnThisMachine() {
        assertThat(server("db.example.com", "verify-full").conninfo(PROXY))
                .contains("host='db.example.com' port='5432'", "sslmode=require", "password='it\\'s'");
        assertThat(server("db.example.com", "verify-full").conninfo(new Endpoint("10.0.0.9", 7000)))
                .contains("host='10.0.0.9' port='7000'");
    }

    @Test
    void serversOnThisMachineReplicateThroughTheProxy() {
        assertThat(server("127.0.0.1", "prefer").conninfo(PROXY))
                .contains("host='127.0.0.1' port='20000'", "sslmode=prefer");
    }

    @Test
    void theNameInTheCertificateIsCheckedOnTheDirectWay() {
        ExternalShardServer server = server("db.example.com", "verify-full");

        assertThat(mode(server, server.endpoint())).isEqualTo("verify-full");
        assertThat(mode(server, PROXY)).isEqualTo("verify-ca");
        assertThat(mode(server("db.example.com", "require"), PROXY)).isEqualTo("require");
    }

    @Test
    void theUrlHasWhatTlsNeedsAndNoPassword() {
        assertThat(server("db.example.com", "verify-full").jdbcUrl(PROXY))
                .isEqualTo("jdbc:postgresql://127.0.0.1:20000/sand%20box?sslmode=verify-ca&sslrootcert=%2Fca.crt");
    }

    @Test
    void anUnknownModeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ExternalServer.Tls("maybe", Optional.empty()));
    }

    private static String mode(ExternalShardServer server, Endpoint via) {
        return ((PGSimpleDataSource) server.dataSource(via)).getSslMode();
    }

    private static ExternalShardServer server(String host, String mode) {
        return new ExternalShardServer(
                new ExternalServer(
                        new ShardId("s0"),
                        new Endpoint(host, 5432),
                        "sand box",
                        Login.of("rehearsal", () -> "it's"),
                        new ExternalServer.Tls(mode, Optional.of("/ca.crt"))),
                "18.6");
    }
}
