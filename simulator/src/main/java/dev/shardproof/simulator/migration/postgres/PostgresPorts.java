package dev.shardproof.simulator.migration.postgres;

import dev.shardproof.simulator.migration.port.CopyPort;
import dev.shardproof.simulator.migration.port.Defect;
import dev.shardproof.simulator.migration.port.MigrationClock;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.migration.port.MigrationPorts;
import dev.shardproof.simulator.migration.port.MoveStream;
import dev.shardproof.simulator.migration.port.ReplicationPort;
import dev.shardproof.simulator.migration.port.ShardPort;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The live world's ports. Objects on the servers are called {@code shardproof_fwd_N} and {@code shardproof_back_N},
 * helper tables live in the schema {@code shardproof}. Driven by one thread; closing it closes its sessions.
 */
public final class PostgresPorts implements MigrationPorts, AutoCloseable {

    private static final long STEP_END_SECONDS = 10;

    private final ShardAccess access;
    private final Topology before;
    private final List<MovingTable> tables;
    private final MigrationClock clock;
    private final Map<ShardId, ShardSession> sessions = new HashMap<>();
    private final Map<ShardId, PostgresShard> shards = new HashMap<>();
    private final Map<MoveStream, PostgresReplication> forward = new HashMap<>();

    /** A shard that is new to the cluster needs the reference tables too; the first stream to it brings them. */
    private final Set<ShardId> withReferences;

    private final Map<MoveStream, List<MovingTable>> tablesByStream = new HashMap<>();

    /**
     * @param access how to reach the shards
     * @param before the topology before the migration
     * @param tables all tables, sharded and reference
     * @param clock the time
     */
    public PostgresPorts(ShardAccess access, Topology before, List<MovingTable> tables, MigrationClock clock) {
        this.access = Objects.requireNonNull(access, "access is null");
        this.before = Objects.requireNonNull(before, "before is null");
        this.tables = List.copyOf(tables);
        this.clock = Objects.requireNonNull(clock, "clock is null");
        this.withReferences = new HashSet<>(before.shards());
    }

    @Override
    public ShardPort shard(ShardId shard) {
        return shards.computeIfAbsent(
                shard, id -> new PostgresShard(id, this::session, tables, before.strategy(), clock));
    }

    @Override
    public ReplicationPort forward(MoveStream stream) {
        return forward.computeIfAbsent(
                stream,
                s -> new PostgresReplication(
                        "shardproof_fwd_" + s.index(),
                        access,
                        session(s.source()),
                        session(s.target()),
                        tablesOf(s),
                        s.ranges(),
                        before.strategy(),
                        true,
                        clock));
    }

    @Override
    public ReplicationPort reverse(MoveStream stream) {
        return new PostgresReplication(
                "shardproof_back_" + stream.index(),
                access,
                session(stream.target()),
                session(stream.source()),
                sharded(),
                stream.ranges(),
                before.strategy(),
                false,
                clock);
    }

    @Override
    public CopyPort copy(MoveStream stream) {
        PostgresReplication replication = forward.get(stream);
        try {
            return new PostgresCopy(stream, access, replication.snapshot(), tablesOf(stream), before.strategy(), clock);
        } finally {
            replication.releaseSnapshot();
        }
    }

    @Override
    public void plant(Defect defect, MoveStream stream) {
        new DefectPlanter(access, tables, before.strategy()).plant(defect, stream);
    }

    @Override
    public void sideBySide(List<Step> steps) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, steps.size()));
        try {
            ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(threads);
            List<Future<Void>> futures = new ArrayList<>();
            for (Step step : steps) {
                futures.add(running.submit(() -> {
                    step.run();
                    return null;
                }));
            }
            for (int i = 0; i < futures.size(); i++) {
                running.take().get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MigrationException failure) {
                throw failure;
            }
            throw new MigrationException("a step of the migration failed: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdownNow();
            // Their connections are closed next, which must not happen under their hands.
            threads.awaitTermination(STEP_END_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public MigrationClock clock() {
        return clock;
    }

    @Override
    public void close() {
        sessions.values().forEach(ShardSession::close);
        forward.values().forEach(PostgresReplication::releaseSnapshot);
    }

    private List<MovingTable> tablesOf(MoveStream stream) {
        return tablesByStream.computeIfAbsent(stream, s -> withReferences.add(s.target()) ? tables : sharded());
    }

    private List<MovingTable> sharded() {
        return tables.stream().filter(table -> table.shardKey().isPresent()).toList();
    }

    private ShardSession session(ShardId shard) {
        return sessions.computeIfAbsent(shard, id -> new ShardSession(access, id));
    }
}
