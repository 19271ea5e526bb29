package dev.shardproof.scenarios.metrics;

import dev.shardproof.simulator.migration.LagGate;
import dev.shardproof.simulator.migration.MigrationSettings;
import dev.shardproof.simulator.migration.OnlineMigrator;
import dev.shardproof.simulator.migration.port.CopyPort;
import dev.shardproof.simulator.migration.port.Defect;
import dev.shardproof.simulator.migration.port.MigrationClock;
import dev.shardproof.simulator.migration.port.MigrationPorts;
import dev.shardproof.simulator.migration.port.MoveStream;
import dev.shardproof.simulator.migration.port.ReplicationPort;
import dev.shardproof.simulator.migration.port.ShardPort;
import dev.shardproof.simulator.migration.progress.MigrationEvent;
import dev.shardproof.simulator.migration.progress.MigrationListener;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.simulator.routing.InMemoryRoutingAuthority;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** A migrator that has not begun, and has no servers to begin with. */
public final class TestingMigrator {

    private TestingMigrator() {}

    public static OnlineMigrator create() {
        ShardId s0 = new ShardId("s0");
        Topology before = Planner.equalShares(List.of(s0));
        return new OnlineMigrator(
                before,
                Planner.smallestPlan(before, List.of(s0, new ShardId("s1"))),
                new InMemoryRoutingAuthority(before),
                new NoPorts(),
                new MigrationSettings(
                        OptionalLong.of(1_000_000),
                        new LagGate(0, Duration.ofSeconds(1)),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        1,
                        Defect.NONE),
                new MigrationListener() {
                    @Override
                    public void entered(MigrationState state) {}

                    @Override
                    public void happened(MigrationEvent event) {}

                    @Override
                    public void fenced() {}
                });
    }

    private static final class NoPorts implements MigrationPorts {
        @Override
        public ShardPort shard(ShardId shard) {
            throw new IllegalStateException("there are no servers");
        }

        @Override
        public ReplicationPort forward(MoveStream stream) {
            return null;
        }

        @Override
        public ReplicationPort reverse(MoveStream stream) {
            return null;
        }

        @Override
        public CopyPort copy(MoveStream stream) {
            throw new IllegalStateException("there are no servers");
        }

        @Override
        public void plant(Defect defect, MoveStream stream) {}

        @Override
        public void sideBySide(List<Step> steps) {}

        @Override
        public MigrationClock clock() {
            return new MigrationClock() {
                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public void sleep(Duration duration) {
                    throw new IllegalStateException("nobody sleeps here");
                }
            };
        }
    }
}
