package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.fault.proxy.TestingToxiproxyContainer;

/** Faults through the server of the Toxiproxy image. */
class ContainerWireFaultsIT extends WireFaultsContract {

    @Override
    ProxyServer startServer() {
        return TestingToxiproxyContainer.start();
    }
}
