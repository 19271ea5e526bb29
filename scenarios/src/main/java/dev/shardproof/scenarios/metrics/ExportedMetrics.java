package dev.shardproof.scenarios.metrics;

import dev.shardproof.reports.run.GuardReport;
import dev.shardproof.simulator.migration.OnlineMigrator;
import dev.shardproof.simulator.migration.progress.MigrationProgress;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.verifier.guard.GuardMetric;
import dev.shardproof.verifier.guard.Reading;
import dev.shardproof.verifier.history.ClientOperation;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A run's metrics with the names and units that Prometheus users expect: seconds, bytes, ratios from 0 to 1, totals that
 * only rise. docs/METRICS.md lists them. A gauge whose metric has nothing to say, or is no longer collected, is NaN.
 * Thread-safe.
 */
public final class ExportedMetrics {

    /** A reading that is older says nothing about now. */
    private static final Duration STALE = Duration.ofSeconds(10);

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private static final String KIND = "kind";
    private static final Map<GuardMetric, Exported> NAMES = new EnumMap<>(Map.ofEntries(
            Map.entry(GuardMetric.PROGRESS_STALLED, exported("shardproof.migration.stalled.seconds")),
            Map.entry(GuardMetric.ETA, exported("shardproof.migration.eta.seconds")),
            Map.entry(GuardMetric.READ_P99, exported("shardproof.request.p99.seconds", Tag.of(KIND, "read"))),
            Map.entry(GuardMetric.WRITE_P99, exported("shardproof.request.p99.seconds", Tag.of(KIND, "write"))),
            Map.entry(GuardMetric.P99, exported("shardproof.request.p99.seconds", Tag.of(KIND, "all"))),
            Map.entry(GuardMetric.ERROR_RATE, exported("shardproof.request.error.ratio")),
            Map.entry(GuardMetric.TIMEOUT_RATE, exported("shardproof.request.timeout.ratio")),
            Map.entry(GuardMetric.GOODPUT, exported("shardproof.request.goodput.ratio")),
            Map.entry(GuardMetric.RETRY_AMPLIFICATION, exported("shardproof.request.attempts.ratio")),
            Map.entry(GuardMetric.CPU, exported("shardproof.machine.cpu.usage.ratio")),
            Map.entry(GuardMetric.IO_WAIT, exported("shardproof.machine.io.wait.ratio")),
            Map.entry(GuardMetric.NETWORK, exported("shardproof.machine.network.usage.ratio")),
            Map.entry(GuardMetric.REPLICA_LAG, exported("shardproof.server.replica.lag.seconds")),
            Map.entry(GuardMetric.RETAINED_WAL, exported("shardproof.server.retained.wal.bytes")),
            Map.entry(GuardMetric.CONNECTIONS, exported("shardproof.server.connections.usage.ratio"))));

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<GuardMetric, Reading> newest = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    /** Kept here, for counters hold what they ask by a weak reference. */
    private final Supplier<List<GuardReport>> guards;

    private record Exported(String name, Tags tags) {}

    private static Exported exported(String name, Tag... tags) {
        return new Exported(name, Tags.of(tags));
    }

    /**
     * @param migrator whose progress is exported
     * @param guards where the guards stand; asked at every scrape
     * @param nanoTime the clock of the readings
     */
    public ExportedMetrics(OnlineMigrator migrator, Supplier<List<GuardReport>> guards, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.guards = guards;
        NAMES.forEach((metric, exported) -> Gauge.builder(exported.name(), () -> value(metric))
                .tags(exported.tags())
                .register(registry));
        migration(migrator);
        guards();
    }

    private double value(GuardMetric metric) {
        Reading reading = newest.get(metric);
        return reading == null || nanoTime.getAsLong() - reading.nanoTime() > STALE.toNanos()
                ? Double.NaN
                : reading.value().orElse(Double.NaN);
    }

    private void migration(OnlineMigrator migrator) {
        gauge("shardproof.migration.copied.ratio", () -> migrator.progress().copied());
        gauge("shardproof.migration.lag.bytes", () -> {
            MigrationProgress progress = migrator.progress();
            return progress.lagBytes() < 0 ? Double.NaN : progress.lagBytes();
        });
        gauge("shardproof.migration.paused", () -> migrator.control().isPaused() ? 1 : 0);
        FunctionCounter.builder(
                        "shardproof.migration.copied.bytes",
                        migrator,
                        any -> any.progress().bytes())
                .register(registry);
        FunctionCounter.builder(
                        "shardproof.migration.copied.rows",
                        migrator,
                        any -> any.progress().rows())
                .register(registry);
        for (MigrationState state : MigrationState.values()) {
            Gauge.builder(
                            "shardproof.migration.state",
                            () -> migrator.progress().state() == state ? 1 : 0)
                    .tag("state", state.label())
                    .register(registry);
        }
    }

    private void guards() {
        List<GuardReport> all = guards.get();
        for (int i = 0; i < all.size(); i++) {
            int index = i;
            FunctionCounter.builder(
                            "shardproof.guard.fired",
                            guards,
                            any -> any.get().get(index).fired())
                    .tag("condition", all.get(i).condition())
                    .tag("action", all.get(i).action())
                    .register(registry);
        }
    }

    private void gauge(String name, Supplier<Number> value) {
        Gauge.builder(name, value).register(registry);
    }

    /** Takes a reading. */
    public void observe(Reading reading) {
        newest.put(reading.metric(), reading);
    }

    /** Takes an operation that has ended. */
    public void ended(ClientOperation operation) {
        Timer.builder("shardproof.request.duration")
                .tag(KIND, operation.write() ? "write" : "read")
                .tag("outcome", operation.outcome().name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(operation.latencyMicros(), TimeUnit.MICROSECONDS);
    }

    /** Everything in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    /** The name of a metric in {@code metrics.jsonl}: as exported, in snake case; its kind in front where it has one. */
    public static String nameOf(GuardMetric metric) {
        Exported exported = NAMES.get(metric);
        String kind = exported.tags().stream()
                .map(tag -> tag.getValue() + "_")
                .findFirst()
                .orElse("");
        return exported.name().replace("shardproof.", kind).replace('.', '_');
    }
}
