package dev.shardproof.simulator.fault.server;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.containers.ContainerEngine;
import dev.shardproof.simulator.cluster.containers.ContainerSettings;
import dev.shardproof.simulator.cluster.containers.ContainersCluster;
import dev.shardproof.simulator.cluster.containers.TestingEngine;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where there is no Docker engine, these are skipped; see {@link TestingEngine}. */
class ContainerServerFaultsIT extends ServerFaultsContract {

    @Override
    Set<FaultKind> kinds() {
        return EnumSet.of(
                FaultKind.CRASH,
                FaultKind.PAUSE,
                FaultKind.SLOW_DISK,
                FaultKind.CONNECTION_EXHAUSTION,
                FaultKind.LOCK_HOLDER,
                FaultKind.LONG_TRANSACTION);
    }

    @Override
    Cluster start(RunRegistry registry, Map<String, String> parameters) {
        ContainerEngine engine = TestingEngine.require();
        ContainerSettings settings = TestingEngine.settings();
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            settings = settings.with(parameter.getKey(), parameter.getValue());
        }
        return ContainersCluster.start(List.of(SHARD), registry, settings, engine);
    }
}
