package dev.shardproof.simulator.fault.server;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ServerControl;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.WalVolume;
import dev.shardproof.simulator.fault.ActingFault;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.ExpectedEffect;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.Summary;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.probe.SqlProbe;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Fills the volume of a server's write-ahead log. The server writes on until its open file of the log is full, panics, can
 * not recover for want of room, and stays down. Healing makes room and starts it. Thread-safe.
 */
final class FullDiskFaults implements FaultFamily {

    private static final double MOST_SAMPLES = 0.6;

    /** A megabyte of log; more than a few of them do not fit into what was open when the volume became full. */
    private static final String LARGE_WRITE =
            "SELECT pg_logical_emit_message(false, 'shardproof.fill', repeat('x', 1048576))";

    private static final int MOST_WRITES = 128;

    private final Cluster cluster;

    FullDiskFaults(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Set<FaultKind> kinds() {
        return Set.of(FaultKind.DISK_FULL);
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        ServerControl control = ServerFaults.control(cluster, fault);
        WalVolume volume = ServerFaults.ability(
                fault,
                control.walVolume(),
                "the write-ahead log of this shard has no small volume of its own; filling a volume that others use too"
                        + " would harm them");
        ShardServer server = cluster.shard(fault.target().requireShard());
        // No lease: the volume lives as long as the server, which ends with this run.
        return ActingFault.begin(fault, ServerFaults.NO_LEASE, () -> fill(server, volume), () -> {
            control.kill(); // it may still be busy with failing to recover
            volume.free();
            control.start();
        });
    }

    private static void fill(ShardServer server, WalVolume volume) throws IOException, SQLException {
        try (Connection session = new ShardSessions(server).forFaults().getConnection();
                Statement statement = session.createStatement()) {
            statement.execute("CHECKPOINT"); // drops the files of the log that are not needed any more
            volume.fill();
            if (!panics(statement)) {
                throw new IOException("after %d MB more the log's volume still has room".formatted(MOST_WRITES));
            }
        }
    }

    private static boolean panics(Statement statement) {
        for (int i = 0; i < MOST_WRITES; i++) {
            try {
                statement.execute(LARGE_WRITE);
            } catch (SQLException e) {
                return true; // which this is for; the probe tells what is left of the server
            }
        }
        return false;
    }

    @Override
    public List<Measure> measures(Fault fault) {
        ShardServer server = cluster.shard(fault.target().requireShard());
        return List.of(new Measure(
                ExpectedEffect.of("writes that fail on " + server.id(), "share", Summary.FAILED_SHARE, MOST_SAMPLES, 0),
                new SqlProbe(new ShardSessions(server).forProbes(), session -> {
                    try (Statement statement = session.createStatement()) {
                        return statement.execute(SlowDiskFaults.TINY_WRITE) ? 1 : 0;
                    }
                })));
    }
}
