package dev.shardproof.scenarios.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.scenarios.server.ServerAddress.PasswordPlace;
import dev.shardproof.scenarios.server.ServerAddress.TlsWish;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportSecurityTest {

    private static final Loopback LITERALS = new Loopback(host -> {
        if (host.equals("localhost")) {
            return new InetAddress[] {InetAddress.getByName("127.0.0.1"), InetAddress.getByName("::1")};
        }
        return new InetAddress[] {InetAddress.getByName(host.endsWith("example") ? "192.0.2.1" : host)};
    });

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.200.3.4, true",
        "::1, true",
        "localhost, true",
        "LOCALHOST, true",
        "128.0.0.1, false",
        "0.0.0.0, false",
        "10.0.0.1, false",
        "::2, false",
        "localhost.evil.example, false",
        "db0.example, false"
    })
    void loopbackIsTheMachineItselfAndNothingElse(String host, boolean loopback) {
        Loopback resolver = new Loopback(name -> {
            if (name.endsWith("example")) {
                return new InetAddress[] {InetAddress.getLoopbackAddress()}; // a name can lie
            }
            return name.equalsIgnoreCase("localhost")
                    ? new InetAddress[] {InetAddress.getLoopbackAddress()}
                    : new InetAddress[] {InetAddress.getByName(name)};
        });

        assertThat(resolver.contains(host)).isEqualTo(loopback);
    }

    @Test
    void aLocalhostThatAlsoLiesElsewhereIsNotLoopback() {
        Loopback elsewhere = new Loopback(
                host -> new InetAddress[] {InetAddress.getByName("127.0.0.1"), InetAddress.getByName("10.0.0.1")});
        Loopback nowhere = new Loopback(host -> {
            throw new UnknownHostException(host);
        });

        assertThat(elsewhere.contains("localhost")).isFalse();
        assertThat(nowhere.contains("localhost")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "db0.example|            | VERIFY_FULL | verify-full",
                "127.0.0.1  |            | PREFER      | none (loopback)",
                "127.0.0.1  | disable    | DISABLE     | none (loopback)",
                "127.0.0.1  | verify-full| VERIFY_FULL | verify-full",
                "db0.example| require    | REQUIRE     | require: the server's certificate is not checked (the plan says so)",
                "db0.example| verify-ca  | VERIFY_CA   | verify-ca: the server's name is not checked (the plan says so)",
                "db0.example| disable    | DISABLE     | none (the plan says so)",
                "db0.example| prefer     | PREFER      | prefer: without TLS if the server wants none, and nothing is checked (the plan says so)"
            })
    void whatIsWrittenWinsAndIsSaid(String host, String mode, TlsMode expected, String description) {
        TransportSecurity security = TransportSecurity.of(
                address(host, new TlsWish(Optional.ofNullable(mode).flatMap(TlsMode::of), Optional.empty())), LITERALS);

        assertThat(security.mode()).isEqualTo(expected);
        assertThat(security.description()).isEqualTo(description);
    }

    @Test
    void aReportSaysWhatWasUsedAndWhatWasDemanded() {
        TransportSecurity local = TransportSecurity.of(address("127.0.0.1", TlsWish.NONE), LITERALS);
        TransportSecurity remote = TransportSecurity.of(address("db0.example", TlsWish.NONE), LITERALS);

        assertThat(local.describe("none")).isEqualTo("none (loopback)");
        assertThat(local.describe("TLSv1.3 X")).isEqualTo("TLSv1.3 X, not demanded (loopback)");
        assertThat(remote.describe("TLSv1.3 X")).isEqualTo("TLSv1.3 X, verify-full");
    }

    @Test
    void aCertificateOnLoopbackIsChecked() {
        assertThat(TransportSecurity.of(
                                address("localhost", new TlsWish(Optional.empty(), Optional.of("ca.crt"))), LITERALS)
                        .mode())
                .isEqualTo(TlsMode.VERIFY_FULL);
    }

    @Test
    void aCertificateThatNobodyWouldLookAtIsRefused() {
        assertThatThrownBy(() -> TransportSecurity.of(
                        address("db0.example", new TlsWish(Optional.of(TlsMode.REQUIRE), Optional.of("ca.crt"))),
                        LITERALS))
                .hasMessageContaining("sslmode=require does not look at it");
    }

    private static ServerAddress address(String host, TlsWish tls) {
        return new ServerAddress("s0", host, 5432, "d", "me", tls, PasswordPlace.ANY);
    }
}
