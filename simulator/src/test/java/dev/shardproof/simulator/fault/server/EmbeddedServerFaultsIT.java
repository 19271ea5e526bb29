package dev.shardproof.simulator.fault.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.embedded.EmbeddedSettings;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.lease.HealAction;
import dev.shardproof.simulator.fault.lease.Leases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddedServerFaultsIT extends ServerFaultsContract {

    @Override
    Cluster start(RunRegistry registry, Map<String, String> parameters) {
        EmbeddedSettings settings = EmbeddedSettings.defaults();
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            settings = settings.with(parameter.getKey(), parameter.getValue());
        }
        return EmbeddedCluster.start(List.of(SHARD), registry.runFolder(), registry, settings);
    }

    @Test
    void aPausedServerHasALeaseThatCanWakeIt() throws Exception {
        List<HealAction> granted = new ArrayList<>();
        List<String> released = new ArrayList<>();
        Leases leases = (name, timeToLive, actions) -> {
            granted.addAll(actions);
            return () -> released.add(name);
        };
        long pid = Long.parseLong(query("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"));
        ActiveFault fault =
                ServerFaults.of(cluster(), leases, System::nanoTime).inject(fault(FaultKind.PAUSE, Map.of()), LONG);
        try {
            ProcessHandle postmaster =
                    ProcessHandle.of(pid).orElseThrow().parent().orElseThrow();
            assertThat(granted).containsExactly(new HealAction.ContinueProcess(ProcessIdentity.of(postmaster)));
            assertThat(released).isEmpty();
        } finally {
            fault.close();
        }
        assertThat(released).containsExactly("pause s0");
    }

    @Test
    void aPausedServerCanBeEndedWithItsCluster() throws Exception {
        try (RunRegistry own = RunRegistry.open(StateFolder.ofCurrentUser())) {
            try (EmbeddedCluster paused = EmbeddedCluster.start(List.of(SHARD), own)) {
                paused.control(SHARD).orElseThrow().pause();
            }
            assertThat(own.inventory().stream()
                            .filter(run -> run.runId().equals(own.runId()))
                            .flatMap(run -> run.processes().stream()))
                    .isEmpty();
        }
    }
}
