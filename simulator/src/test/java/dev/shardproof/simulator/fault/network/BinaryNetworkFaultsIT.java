package dev.shardproof.simulator.fault.network;

import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.fault.proxy.TestingBinary;
import dev.shardproof.simulator.fault.proxy.ToxiproxyBinary;

/** Faults through the real server, where there is one; see {@link TestingBinary}. */
class BinaryNetworkFaultsIT extends NetworkFaultsContract {

    @Override
    ProxyServer startProxies() {
        return ToxiproxyBinary.start(TestingBinary.require());
    }
}
