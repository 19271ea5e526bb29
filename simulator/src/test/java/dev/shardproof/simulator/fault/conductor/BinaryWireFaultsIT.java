package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.fault.proxy.TestingBinary;
import dev.shardproof.simulator.fault.proxy.ToxiproxyBinary;

/** Faults through the real server, where there is one; see {@link TestingBinary}. */
class BinaryWireFaultsIT extends WireFaultsContract {

    @Override
    ProxyServer startServer() {
        return ToxiproxyBinary.start(TestingBinary.require());
    }
}
