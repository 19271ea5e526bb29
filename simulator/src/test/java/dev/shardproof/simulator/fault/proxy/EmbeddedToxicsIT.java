package dev.shardproof.simulator.fault.proxy;

/** The embedded wire proxy keeps the contract. */
class EmbeddedToxicsIT extends ToxicsContract {

    @Override
    ProxyServer startServer() {
        return EmbeddedProxyServer.start(42);
    }
}
