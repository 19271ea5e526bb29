package dev.shardproof.simulator.fault.proxy;

/** The embedded wire proxy keeps the contract. */
class EmbeddedApiIT extends ApiContract {

    @Override
    ProxyServer startServer() {
        return EmbeddedProxyServer.start(42);
    }
}
