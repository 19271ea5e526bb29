package dev.shardproof.scenarios.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

class CountingSocketFactoryTest {

    @Test
    void aServerThatIsGoneIsAskedForASignOfLifeSoonerThanTheSystemWould() throws IOException {
        try (ReceivedBytes received = new ReceivedBytes();
                Socket socket = new CountingSocketFactory(received.key()).createSocket()) {
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isLessThanOrEqualTo(60);
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)).isLessThanOrEqualTo(10);
            assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isLessThanOrEqualTo(6);
        }
    }
}
