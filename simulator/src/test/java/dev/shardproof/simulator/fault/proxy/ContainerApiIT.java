package dev.shardproof.simulator.fault.proxy;

/** The server of the Toxiproxy image keeps the contract. */
class ContainerApiIT extends ApiContract {

    @Override
    ProxyServer startServer() {
        return TestingToxiproxyContainer.start();
    }
}
