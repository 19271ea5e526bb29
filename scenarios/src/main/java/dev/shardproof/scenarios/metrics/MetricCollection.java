package dev.shardproof.scenarios.metrics;

import dev.shardproof.simulator.metrics.HostMetrics;
import dev.shardproof.simulator.metrics.ServerLoad;
import dev.shardproof.simulator.metrics.ServerMetrics;
import dev.shardproof.simulator.migration.OnlineMigrator;
import dev.shardproof.verifier.guard.Guard;
import dev.shardproof.verifier.guard.GuardMetric;
import dev.shardproof.verifier.guard.Reading;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Collects every metric once a second and hands the readings on. Load and migration, the machines, their disks, and the
 * servers are looked at by a thread each, so that one that does not answer holds nobody up. What can not be collected gives
 * no reading, and a reason that can be asked for. Begins with {@link #start} and ends with {@link #close}; thread-safe.
 */
public final class MetricCollection implements AutoCloseable {

    private static final Set<GuardMetric> LOAD = Set.of(
            GuardMetric.READ_P99,
            GuardMetric.WRITE_P99,
            GuardMetric.P99,
            GuardMetric.ERROR_RATE,
            GuardMetric.TIMEOUT_RATE,
            GuardMetric.GOODPUT,
            GuardMetric.RETRY_AMPLIFICATION);
    private static final Set<GuardMetric> MIGRATION = Set.of(GuardMetric.PROGRESS_STALLED, GuardMetric.ETA);
    private static final Set<GuardMetric> SERVERS =
            Set.of(GuardMetric.REPLICA_LAG, GuardMetric.RETAINED_WAL, GuardMetric.CONNECTIONS);
    private static final Set<GuardMetric> MACHINE = Set.of(GuardMetric.CPU, GuardMetric.NETWORK);
    private static final Set<GuardMetric> DISK = Set.of(GuardMetric.IO_WAIT);

    private static final String UNSEEN =
            "the servers run on machines that Shardproof does not see, so nobody knows their"
                    + " processor, disk and network; take the guard out, or watch it there";

    private static final int THREADS = 5;
    private static final long INTERVAL_MILLIS = 1_000;
    private static final long LAST_LOOK_MILLIS = 2_000;

    private final LoadWindow load;
    private final OnlineMigrator migrator;
    private final ServerMetrics servers;
    private final Optional<HostMetrics> machines;
    private final Optional<MachineReadings> machineReadings;
    private final LongSupplier nanoTime;
    private final Consumer<Reading> sink;
    private final MigrationPulse pulse = new MigrationPulse();
    private final Map<GuardMetric, String> problems = new ConcurrentHashMap<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "metric-collection");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param load what the clients feel
     * @param migrator how the migration gets on
     * @param servers the shards; closed with this
     * @param machines what the shards run on; empty if nobody here sees that; closed with this
     * @param networkCapacity what the network of one of them can do in one direction, in bytes a second; empty to believe
     *     the interfaces
     * @param nanoTime a clock like {@link System#nanoTime()}
     * @param sink who wants the readings; called by several threads at once
     */
    public MetricCollection(
            LoadWindow load,
            OnlineMigrator migrator,
            ServerMetrics servers,
            Optional<HostMetrics> machines,
            OptionalLong networkCapacity,
            LongSupplier nanoTime,
            Consumer<Reading> sink) {
        this.load = Objects.requireNonNull(load, "load is null");
        this.migrator = Objects.requireNonNull(migrator, "migrator is null");
        this.servers = Objects.requireNonNull(servers, "servers is null");
        this.machines = Objects.requireNonNull(machines, "machines is null");
        this.machineReadings = machines.map(any -> new MachineReadings(any, networkCapacity));
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        this.sink = Objects.requireNonNull(sink, "sink is null");
    }

    /** Begins to collect. */
    public void start() {
        if (machines.isEmpty()) {
            problem(MACHINE, UNSEEN);
            problem(DISK, UNSEEN);
        }
        schedule(() -> collect(LOAD, load::look));
        schedule(() -> collect(
                MIGRATION,
                now -> pulse.look(
                        now,
                        migrator.progress(),
                        migrator.control().bytesSent(),
                        migrator.control().isPaused())));
        schedule(() -> collect(SERVERS, now -> readings(now, servers.look())));
        machineReadings.ifPresent(own -> {
            schedule(() -> collect(MACHINE, now -> load(own, now)));
            schedule(() -> collect(DISK, own::ioWait));
        });
    }

    private List<Reading> load(MachineReadings own, long now) throws IOException {
        List<Reading> readings = own.load(now);
        if (!own.networkProblem().isEmpty()) {
            problem(Set.of(GuardMetric.NETWORK), own.networkProblem());
        }
        return readings;
    }

    private void schedule(Runnable look) {
        threads.scheduleWithFixedDelay(look, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A group of metrics that are collected together. */
    private interface Look {
        List<Reading> at(long nanoTime) throws IOException;
    }

    private void collect(Set<GuardMetric> metrics, Look look) {
        try {
            List<Reading> readings = look.at(nanoTime.getAsLong());
            for (Reading reading : readings) {
                problems.remove(reading.metric());
                sink.accept(reading);
            }
        } catch (IOException | RuntimeException e) {
            problem(metrics, String.valueOf(e.getMessage()));
        }
    }

    private void problem(Set<GuardMetric> metrics, String why) {
        metrics.forEach(metric -> problems.put(metric, why));
    }

    /** Why a guard's metric is not being collected, and what helps; empty if it is, or if nobody knows why not. */
    public Optional<String> problem(Guard guard) {
        return Optional.ofNullable(problems.get(guard.condition().metric()))
                .map(why -> why + machineReadings.map(own -> own.remedy(guard)).orElse(""));
    }

    /** The reading is as old as the question, not as the answer: what took long to find out is not news. */
    private static List<Reading> readings(long now, ServerLoad found) {
        return List.of(
                new Reading(GuardMetric.REPLICA_LAG, now, found.replicaLagSeconds()),
                Reading.of(GuardMetric.RETAINED_WAL, now, found.retainedWalBytes()),
                Reading.of(GuardMetric.CONNECTIONS, now, found.connectionShare()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(LAST_LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        servers.close();
        machines.ifPresent(HostMetrics::close);
    }
}
