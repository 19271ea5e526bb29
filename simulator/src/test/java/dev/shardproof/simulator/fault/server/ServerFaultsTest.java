package dev.shardproof.simulator.fault.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.JdbcShardServer;
import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.fault.catalog.FaultGroup;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.lease.Leases;
import dev.shardproof.simulator.topology.ShardId;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ServerFaultsTest {

    @Test
    void everyKindOfTheGroupIsPossibleWhereTheProviderCanDoEverything() {
        Set<FaultKind> group = List.of(FaultKind.values()).stream()
                .filter(kind -> kind.group() == FaultGroup.SERVER)
                .collect(Collectors.toSet());
        assertThat(faults(List.of()).kinds()).isEqualTo(group);
    }

    @Test
    void serversOfSomebodyElseAreOnlySentStatements() {
        ShardServer foreign =
                new JdbcShardServer(new ShardId("s0"), new Endpoint("127.0.0.1", 5432), "app", Login.of("app"), "18.0");
        assertThat(faults(List.of(foreign)).kinds())
                .containsExactlyInAnyOrder(
                        FaultKind.CONNECTION_EXHAUSTION, FaultKind.LOCK_HOLDER, FaultKind.LONG_TRANSACTION);
    }

    private static ServerFaults faults(List<ShardServer> servers) {
        return ServerFaults.of(new ListedCluster(servers), Leases.UNWATCHED, System::nanoTime);
    }

    /** A cluster that nothing is known of but its list. */
    private record ListedCluster(List<ShardServer> shards) implements Cluster {
        @Override
        public void copyLogs(Path folder) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
