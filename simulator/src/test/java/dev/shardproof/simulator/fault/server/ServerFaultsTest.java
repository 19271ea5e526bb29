package dev.shardproof.simulator.fault.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.JdbcShardServer;
import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.cluster.ServerControl;
import dev.shardproof.simulator.cluster.ServerHandle;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.StandbySource;
import dev.shardproof.simulator.cluster.WalVolume;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultGroup;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.fault.lease.Leases;
import dev.shardproof.simulator.topology.ShardId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ServerFaultsTest {

    private static final ShardServer SERVER =
            new JdbcShardServer(new ShardId("s0"), new Endpoint("127.0.0.1", 5432), "app", Login.of("app"), "18.0");

    @Test
    void everyKindOfTheGroupIsPossibleWhereTheProviderCanDoEverything() {
        Set<FaultKind> group = List.of(FaultKind.values()).stream()
                .filter(kind -> kind.group() == FaultGroup.SERVER)
                .collect(Collectors.toSet());
        assertThat(faults(Optional.of(new AbleControl())).kinds()).isEqualTo(group);
    }

    @Test
    void serversOfSomebodyElseAreOnlySentStatements() {
        assertThat(faults(Optional.empty()).kinds())
                .containsExactlyInAnyOrder(
                        FaultKind.CONNECTION_EXHAUSTION, FaultKind.LOCK_HOLDER, FaultKind.LONG_TRANSACTION);
    }

    @Test
    void aKindThatNeedsMoreThanStatementsIsRefusedThere() {
        Fault crash = new Fault(FaultKind.CRASH, FaultTarget.of(SERVER.id()), Map.of());
        assertThatThrownBy(() -> faults(Optional.empty()).inject(crash, Duration.ofSeconds(1)))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("crash s0 can not be injected");
    }

    private static ServerFaults faults(Optional<ServerControl> control) {
        return ServerFaults.of(new OneServer(control), Leases.UNWATCHED, System::nanoTime);
    }

    /** A cluster of which nothing is known but what it can do. */
    private record OneServer(Optional<ServerControl> power) implements Cluster {
        @Override
        public List<ShardServer> shards() {
            return List.of(SERVER);
        }

        @Override
        public Optional<ServerControl> control(ShardId id) {
            return power;
        }

        @Override
        public void copyLogs(Path folder) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    /** Says that it can do everything, and is never asked to. */
    private static final class AbleControl implements ServerControl {
        @Override
        public void kill() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void start() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void pause() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void resume() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerHandle handle() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<WalVolume> walVolume() {
            return Optional.of(new WalVolume() {
                @Override
                public long bytes() {
                    return 1;
                }

                @Override
                public void fill() {}

                @Override
                public void free() {}
            });
        }

        @Override
        public Optional<StandbySource> standbys() {
            return Optional.of(synchronous -> {
                throw new UnsupportedOperationException();
            });
        }
    }
}
