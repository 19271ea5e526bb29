package dev.shardproof.simulator.cluster.containers;

import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A JVM of its own that starts a cluster, says under which run, and waits for its end. */
final class TestingContainersOwner {

    private TestingContainersOwner() {}

    public static void main(String[] arguments) throws Exception {
        RunRegistry registry = RunRegistry.open(StateFolder.at(Path.of(arguments[0])));
        ContainersCluster.start(List.of(new ShardId("s0")), registry, TestingEngine.settings());
        System.out.println("started " + registry.runId());
        new CountDownLatch(1).await();
    }
}
