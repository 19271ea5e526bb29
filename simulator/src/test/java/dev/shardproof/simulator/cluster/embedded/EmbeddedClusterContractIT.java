package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ClusterContract;
import dev.shardproof.simulator.cluster.registry.RunInventory;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EmbeddedClusterContractIT extends ClusterContract {

    private RunRegistry registry;

    @BeforeAll
    void openRegistry() throws IOException {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
    }

    @AfterAll
    void closeRegistry() {
        registry.close();
    }

    @Override
    protected Cluster start(List<ShardId> shards) {
        return EmbeddedCluster.start(shards, registry);
    }

    @Override
    protected void startWrong() {
        EmbeddedCluster.start(
                List.of(A, B),
                registry.runFolder(),
                registry,
                EmbeddedSettings.defaults().with("no_such_parameter", "1"));
    }

    @Override
    protected List<String> leftovers() throws IOException {
        List<String> left = new ArrayList<>();
        for (RunInventory run : registry.inventory()) {
            if (run.owner() == RunInventory.Owner.SELF) {
                run.processes().forEach(process -> left.add(process.toString()));
                run.folders().stream().map(Path::toString).forEach(left::add);
            }
        }
        return left;
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
