package dev.shardproof.simulator.cluster.containers;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ClusterContract;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ContainersClusterContractIT extends ClusterContract {

    private ContainerEngine engine;
    private RunRegistry registry;

    @BeforeAll
    void openRegistry() throws IOException {
        engine = TestingEngine.require();
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
    }

    @AfterAll
    void closeRegistry() {
        if (registry != null) {
            registry.close();
        }
    }

    @Override
    protected Cluster start(List<ShardId> shards) {
        return ContainersCluster.start(shards, registry, TestingEngine.settings());
    }

    @Override
    protected void startWrong() {
        ContainersCluster.start(
                List.of(A, B), registry, TestingEngine.settings().with("no_such_parameter", "1"));
    }

    @Override
    protected List<String> leftovers() {
        return new ContainerReaper(engine).inventory(registry.runId());
    }

    @Override
    protected boolean endsServers() {
        return true;
    }

    @Override
    protected boolean hasLogs() {
        return true;
    }
}
