package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.proxy.EmbeddedProxyServer;
import dev.shardproof.simulator.fault.proxy.ProxyServer;

/** Faults through the embedded wire proxy. */
class EmbeddedWireFaultsIT extends WireFaultsContract {

    @Override
    ProxyServer startServer() {
        return EmbeddedProxyServer.start(42);
    }
}
