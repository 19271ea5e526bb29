package dev.shardproof.simulator.fault.proxy;

/** The toxics of the Toxiproxy image's server keep the contract. */
class ContainerToxicsIT extends ToxicsContract {

    @Override
    ProxyServer startServer() {
        return TestingToxiproxyContainer.start();
    }
}
