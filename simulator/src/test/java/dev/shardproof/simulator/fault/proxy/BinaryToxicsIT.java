package dev.shardproof.simulator.fault.proxy;

/** The real server keeps the contract, where there is one; see {@link TestingBinary}. */
class BinaryToxicsIT extends ToxicsContract {

    @Override
    ProxyServer startServer() {
        return ToxiproxyBinary.start(TestingBinary.require());
    }
}
