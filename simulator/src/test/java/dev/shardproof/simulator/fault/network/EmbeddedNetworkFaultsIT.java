package dev.shardproof.simulator.fault.network;

import dev.shardproof.simulator.fault.proxy.EmbeddedProxyServer;
import dev.shardproof.simulator.fault.proxy.ProxyServer;

/** Faults through the embedded wire proxy. */
class EmbeddedNetworkFaultsIT extends NetworkFaultsContract {

    @Override
    ProxyServer startProxies() {
        return EmbeddedProxyServer.start(42);
    }
}
