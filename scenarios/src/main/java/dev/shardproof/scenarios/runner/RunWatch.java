package dev.shardproof.scenarios.runner;

import dev.shardproof.reports.run.log.MetricsLog;
import dev.shardproof.scenarios.metrics.ExportedMetrics;
import dev.shardproof.scenarios.metrics.LoadWindow;
import dev.shardproof.scenarios.metrics.MetricCollection;
import dev.shardproof.scenarios.metrics.PrometheusEndpoint;
import dev.shardproof.scenarios.runner.guard.GuardDuty;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.wiring.LoadProcess;
import dev.shardproof.scenarios.wiring.cluster.LiveShards;
import dev.shardproof.simulator.metrics.ServerMetrics;
import dev.shardproof.simulator.migration.OnlineMigrator;
import dev.shardproof.verifier.guard.Guard;
import dev.shardproof.verifier.guard.Reading;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the metrics of a run for its guards, for {@code metrics.jsonl} and for Prometheus, and has the guards look twice a
 * second. Without guards and without a port nothing is collected. Works on daemon threads until it is closed.
 */
final class RunWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);

    /** How long a server may take to say how it is. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long LOOK_MILLIS = 500;

    private final GuardDuty duty;
    private final Optional<MetricCollection> collection;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "guards");
        thread.setDaemon(true);
        return thread;
    });

    private RunWatch(GuardDuty duty, Optional<MetricCollection> collection) {
        this.duty = duty;
        this.collection = collection;
    }

    /**
     * Begins to collect and to look; the guards act when {@link GuardDuty#begin} says so.
     *
     * @param endpoint where the metrics are served; stays the caller's
     */
    static RunWatch start(
            Scenario scenario,
            LiveShards shards,
            LoadProcess load,
            OnlineMigrator migrator,
            GuardDuty duty,
            MetricsLog log,
            Optional<PrometheusEndpoint> endpoint,
            RunEnvironment environment)
            throws IOException {
        if (scenario.guards().guards().isEmpty() && endpoint.isEmpty()) {
            return new RunWatch(duty, Optional.empty());
        }
        ExportedMetrics exported = new ExportedMetrics(migrator, duty::reports, environment.nanoTime());
        endpoint.ifPresent(open -> open.serve(exported::scrape));
        MetricCollection collection = new MetricCollection(
                LoadWindow.of(load.history(), load.activity(), environment.clock(), exported::ended),
                migrator,
                new ServerMetrics(shards.servers(), PATIENCE, environment.nanoTime()),
                shards.machines(PATIENCE, environment.nanoTime()),
                scenario.guards().networkCapacity(),
                environment.nanoTime(),
                reading -> {
                    duty.observe(reading);
                    exported.observe(reading);
                    write(log, reading);
                });
        RunWatch watch = new RunWatch(duty, Optional.of(collection));
        collection.start();
        watch.looks.scheduleWithFixedDelay(watch::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private static void write(MetricsLog log, Reading reading) {
        if (reading.value().isPresent() && Double.isFinite(reading.value().getAsDouble())) {
            log.append(ExportedMetrics.nameOf(reading.metric()), reading.value().getAsDouble(), Map.of());
        }
    }

    private void look() {
        try {
            duty.look();
        } catch (RuntimeException e) {
            LOG.warn("the guards can not look: {}", e.toString());
        }
    }

    /**
     * Waits until every guard sees.
     *
     * @param patience how long
     * @return what each guard that does not see lacks; empty if all do
     */
    List<String> awaitSight(Duration patience) throws InterruptedException {
        long left = patience.toMillis() / LOOK_MILLIS;
        while (!duty.blind().isEmpty() && left-- > 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS); // the first readings need a second; waiting is the feature
        }
        return duty.blind().stream().map(this::complaint).toList();
    }

    private String complaint(Guard guard) {
        return "guard '%s' can not be watched, so nothing was touched: %s"
                .formatted(
                        guard,
                        collection
                                .flatMap(any -> any.problem(guard))
                                .orElse("%s is not being collected"
                                        .formatted(guard.condition().metric().key())));
    }

    @Override
    public void close() {
        duty.standDown();
        looks.shutdownNow();
        collection.ifPresent(MetricCollection::close);
    }
}
