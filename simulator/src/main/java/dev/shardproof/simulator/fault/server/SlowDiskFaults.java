package dev.shardproof.simulator.fault.server;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.fault.ActingFault;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.ExpectedEffect;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.Summary;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.probe.SqlProbe;
import dev.shardproof.simulator.topology.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * A slow disk under a server that the provider has started. Thread-safe.
 *
 * <p>It is the server's own {@code commit_delay}: whoever flushes the write-ahead log waits before it, holding
 * the lock that all other flushes need, just as behind a slow device; {@code fsync} is on meanwhile, without which there is
 * no delay. Reads and flushes of data files are as fast as ever.
 *
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-COMMIT-DELAY">commit_delay</a>
 */
final class SlowDiskFaults implements FaultFamily {

    /** Writes to the log and to nothing else: no table, and no subscription of ours asks for messages. */
    static final String TINY_WRITE = "SELECT pg_logical_emit_message(true, 'shardproof.probe', '')";

    private static final double SEEN_SHARE = 0.8;
    private static final double HEALED_SHARE = 0.2;
    private static final double NOISE_MILLIS = 10;
    private static final int MICROS_PER_MILLI = 1_000;

    private final Cluster cluster;
    private final LongSupplier nanoTime;
    private final Map<ShardId, ServerSettings> settingsOf = new ConcurrentHashMap<>();

    SlowDiskFaults(Cluster cluster, LongSupplier nanoTime) {
        this.cluster = cluster;
        this.nanoTime = nanoTime;
    }

    @Override
    public Set<FaultKind> kinds() {
        return Set.of(FaultKind.SLOW_DISK);
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        ServerFaults.control(cluster, fault); // nobody else's server gets other settings
        ServerSettings settings = settingsOf.computeIfAbsent(
                fault.target().requireShard(), shard -> new ServerSettings(cluster.shard(shard)));
        Object holder = new Object();
        long micros = fault.duration("delay").toMillis() * MICROS_PER_MILLI;
        Map<String, String> slow = Map.of("commit_delay", Long.toString(micros), "commit_siblings", "0", "fsync", "on");
        // No lease: the settings lie in the files of a server that belongs to this run and ends with it.
        return ActingFault.begin(
                fault, ServerFaults.NO_LEASE, () -> settings.hold(holder, slow), () -> settings.release(holder));
    }

    @Override
    public List<Measure> measures(Fault fault) {
        ShardServer server = cluster.shard(fault.target().requireShard());
        double delay = fault.duration("delay").toMillis();
        return List.of(new Measure(
                ExpectedEffect.of(
                        "median commit on " + server.id(),
                        "ms",
                        Summary.MEDIAN,
                        SEEN_SHARE * delay,
                        Math.max(NOISE_MILLIS, HEALED_SHARE * delay)),
                new SqlProbe(new ShardSessions(server).forProbes(), SqlProbe.millis(TINY_WRITE, nanoTime))));
    }
}
