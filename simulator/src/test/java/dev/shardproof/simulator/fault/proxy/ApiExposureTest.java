package dev.shardproof.simulator.fault.proxy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiExposureTest {

    private record Somewhere(String host, int port) implements ProxyServer {
        @Override
        public String description() {
            return "server of a test";
        }

        @Override
        public OptionalLong processId() {
            return OptionalLong.empty();
        }

        @Override
        public void close() {
            // nothing runs
        }
    }

    @Test
    void anApiOnLoopbackAloneIsAccepted() throws IOException {
        try (ServerSocket api = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            assertThatCode(() -> new ApiExposure(ApiExposure::ofThisMachine)
                            .requireHidden(new Somewhere("127.0.0.1", api.getLocalPort())))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void anApiThatListensOnAllAddressesIsRefused() throws IOException {
        List<InetAddress> outside = ApiExposure.ofThisMachine().stream()
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        assumeThat(outside).as("this machine has a network").isNotEmpty();
        try (ServerSocket api = new ServerSocket(0)) {
            ApiExposure exposure = new ApiExposure(() -> outside);
            assertThatThrownBy(() -> exposure.requireHidden(new Somewhere("localhost", api.getLocalPort())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("an address by which other machines reach this one")
                    .hasMessageContaining("127.0.0.1 only");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.5", "8.8.8.8", "2001:db8::1", "0.0.0.0"})
    void anApiAtAPublicAddressIsRefused(String host) {
        assertThatThrownBy(() -> new ApiExposure(List::of).requireHidden(new Somewhere(host, 8474)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which is a public address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "192.168.1.1", "172.17.0.1", "fd00::2"})
    void anApiInAPrivateNetworkIsAccepted(String host) {
        assertThatCode(() -> new ApiExposure(List::of).requireHidden(new Somewhere(host, 8474)))
                .doesNotThrowAnyException();
    }
}
