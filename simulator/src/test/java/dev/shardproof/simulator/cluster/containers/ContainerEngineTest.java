package dev.shardproof.simulator.cluster.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.ClusterStartException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerEngineTest {

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "172.17.0.1", "192.168.1.7"})
    void anEngineElsewherePublishesOnItsPrivateAddress(String address) throws UnknownHostException {
        assertThat(ContainerEngine.privateAddress(InetAddress.getByName(address)))
                .isEqualTo(address);
    }

    @Test
    void noPortIsPublishedOnAPublicAddress() {
        assertThatThrownBy(() -> ContainerEngine.privateAddress(InetAddress.getByName("203.0.113.9")))
                .isInstanceOf(ClusterStartException.class)
                .hasMessageContaining("203.0.113.9, a public address")
                .hasMessageContaining("tunnel");
    }
}
