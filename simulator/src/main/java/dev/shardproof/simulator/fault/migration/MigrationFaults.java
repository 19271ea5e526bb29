package dev.shardproof.simulator.fault.migration;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.session.ServerSession;
import dev.shardproof.simulator.fault.ActingFault;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.ExpectedEffect;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.Summary;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.migration.progress.MigrationState;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Disturbs the migrator, by its ports and by its sessions. No lease is taken: the migrator lives in this process, and what
 * waits goes on by itself when the fault's time is over. Thread-safe.
 */
public final class MigrationFaults implements FaultFamily {

    private static final Set<FaultKind> KINDS = Set.copyOf(EnumSet.of(
            FaultKind.KILL_MIGRATOR,
            FaultKind.PAUSE_MIGRATOR,
            FaultKind.DUPLICATE_CHUNK,
            FaultKind.REORDER_CHUNKS,
            FaultKind.STUCK_THROTTLE,
            FaultKind.ABORT_MIGRATION));

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A migrator that works does something at least every tenth of a second, on a machine that is not too busy. */
    private static final double STANDSTILL_MILLIS = 1_500;

    private final FaultyPorts ports;
    private final Supplier<MigrationState> state;
    private final List<ShardServer> servers;
    private final List<ShardServer> targets;
    private final String migrator;
    private final LongSupplier nanoTime;

    /**
     * @param ports those that the migrator works with
     * @param state where the migration stands
     * @param servers all servers that the migrator talks to
     * @param targets those of them that receive rows
     * @param migrator what the migrator's sessions call themselves on the servers, and no others do
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public MigrationFaults(
            FaultyPorts ports,
            Supplier<MigrationState> state,
            Collection<ShardServer> servers,
            Collection<ShardServer> targets,
            String migrator,
            LongSupplier nanoTime) {
        this.ports = Objects.requireNonNull(ports, "ports is null");
        this.state = Objects.requireNonNull(state, "state is null");
        this.servers = List.copyOf(servers);
        this.targets = List.copyOf(targets);
        this.migrator = Objects.requireNonNull(migrator, "migrator is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public Set<FaultKind> kinds() {
        return KINDS;
    }

    @Override
    public List<Measure> measures(Fault fault) {
        return switch (fault.kind()) {
            case PAUSE_MIGRATOR, STUCK_THROTTLE -> standstill();
            case KILL_MIGRATOR ->
                List.of(bite(
                        "sessions that an operator has ended",
                        new SumProbe(
                                servers,
                                "SELECT sessions_killed FROM pg_catalog.pg_stat_database"
                                        + " WHERE datname = pg_catalog.current_database()")));
            case DUPLICATE_CHUNK ->
                List.of(bite(
                        "transactions rolled back on the shards that receive rows",
                        new SumProbe(
                                targets,
                                "SELECT xact_rollback FROM pg_catalog.pg_stat_database"
                                        + " WHERE datname = pg_catalog.current_database()")));
            case REORDER_CHUNKS ->
                List.of(bite("steps back in the order of the pages read", new PageOrderProbe(servers, migrator)));
            case ABORT_MIGRATION ->
                List.of(bite("migrations aborted", () -> state.get() == MigrationState.ABORTED ? 1 : 0));
            default -> throw unknown(fault);
        };
    }

    private List<Measure> standstill() {
        StandstillProbe probe =
                new StandstillProbe(servers, migrator, this::atWork, Duration.ofMillis(1_000), nanoTime);
        return List.of(
                new Measure(
                        ExpectedEffect.bite(
                                "time since the migrator last did anything on a server",
                                "ms",
                                Summary.GREATEST,
                                STANDSTILL_MILLIS),
                        probe),
                new Measure(
                        ExpectedEffect.healing(
                                "whether it still stands where it stood longest", "0 or 1", Summary.LAST, 0),
                        probe.stands()));
    }

    /** Before it has begun, and after the switch or an abort, the migrator has nothing to do: it does not stand still. */
    private boolean atWork() {
        MigrationState now = state.get();
        return now != MigrationState.PLANNED && now.abortable();
    }

    private static Measure bite(String figure, dev.shardproof.simulator.fault.Probe probe) {
        return new Measure(ExpectedEffect.bite(figure, "count", Summary.GREATEST, 1), probe);
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        return switch (fault.kind()) {
            case PAUSE_MIGRATOR -> held(atWork(fault), ports.steps(), timeToLive);
            case STUCK_THROTTLE -> held(atWork(fault), ports.throttle(), timeToLive);
            case DUPLICATE_CHUNK -> flagged(fault, ports.duplicates());
            case REORDER_CHUNKS -> flagged(fault, ports.reverses());
            case ABORT_MIGRATION -> abort(fault);
            case KILL_MIGRATOR -> kill(fault);
            default -> throw unknown(fault);
        };
    }

    private Fault atWork(Fault fault) {
        if (!atWork()) {
            throw new FaultException("%s was not injected: the migrator has nothing to do while the migration is %s"
                    .formatted(fault.name(), state.get().label()));
        }
        return fault;
    }

    private static ActiveFault held(Fault fault, Gate gate, Duration timeToLive) {
        gate.shut(timeToLive);
        return ActingFault.healedBy(fault, gate::open);
    }

    private static ActiveFault flagged(Fault fault, AtomicBoolean flag) {
        flag.set(true);
        return ActingFault.healedBy(fault, () -> flag.set(false));
    }

    private ActiveFault abort(Fault fault) {
        MigrationState now = state.get();
        if (!now.abortable()) {
            throw new FaultException("%s was not injected: a migration that is %s can not be aborted any more; place it"
                            .formatted(fault.name(), now.label())
                    + " before the switch");
        }
        ports.abortWhile(() -> state.get().abortable());
        return ActingFault.healedBy(fault, () -> ports.abortWhile(null));
    }

    /** Not by the migrator's own connections, which are what is ended. */
    private ActiveFault kill(Fault fault) {
        long ended = 0;
        for (ShardServer server : servers) {
            try (ServerSession session = new ServerSession(server, server.endpoint(), PATIENCE)) {
                ended += Long.parseLong(session.value(
                        "SELECT pg_catalog.count(*) FILTER (WHERE pg_catalog.pg_terminate_backend(pid))"
                                + " FROM pg_catalog.pg_stat_activity WHERE application_name = ?",
                        migrator));
            } catch (IOException e) {
                throw new FaultException(
                        "%s was not injected: %s can not be asked: %s"
                                .formatted(fault.name(), server.id(), e.getMessage()),
                        e);
            }
        }
        if (ended == 0) {
            throw new FaultException("%s was not injected: the migrator has no session now".formatted(fault.name()));
        }
        return ActingFault.healedBy(fault, () -> {});
    }

    private static FaultException unknown(Fault fault) {
        return new FaultException("%s is no fault of the migrator".formatted(fault.name()));
    }
}
