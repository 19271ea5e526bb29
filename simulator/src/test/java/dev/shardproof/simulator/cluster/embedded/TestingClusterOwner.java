package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A JVM of its own that starts a cluster and then dies without any clean-up, or waits for its end. */
final class TestingClusterOwner {

    private TestingClusterOwner() {}

    public static void main(String[] arguments) throws Exception {
        RunRegistry registry = RunRegistry.open(StateFolder.at(Path.of(arguments[0])));
        EmbeddedCluster.start(List.of(new ShardId("s0"), new ShardId("s1")), registry);
        System.out.println("started");
        if (arguments[1].equals("halt")) {
            Runtime.getRuntime().halt(9);
        }
        new CountDownLatch(1).await();
    }
}
