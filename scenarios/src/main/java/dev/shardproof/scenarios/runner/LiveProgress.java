package dev.shardproof.scenarios.runner;

import dev.shardproof.reports.live.Progress;
import dev.shardproof.reports.live.TerminalProgress;
import dev.shardproof.reports.run.log.MetricsLog;
import dev.shardproof.scenarios.application.ActivityFile;
import dev.shardproof.scenarios.judgement.PhaseTimeline;
import dev.shardproof.scenarios.wiring.LoadProcess;
import dev.shardproof.simulator.migration.OnlineMigrator;
import dev.shardproof.simulator.migration.progress.MigrationProgress;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.verifier.history.HistoryTail;
import dev.shardproof.verifier.history.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a run every tenth of a second: tells the terminal how far it is and the timeline's follower how far the
 * phase is, and writes the metrics once a second. Works on a daemon thread of its own until it is closed.
 */
final class LiveProgress implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveProgress.class);
    private static final long TICK_MILLIS = 100;
    private static final int TICKS_A_SECOND = 10;

    private final PhaseTimeline timeline;
    private final OnlineMigrator migrator;
    private final MetricsLog metrics;
    private final TerminalProgress terminal;
    private final HistoryTail tail;
    private final Path activityFile;
    private Optional<ActivityFile.Line> activity = Optional.empty();
    private final LongSupplier nanoTime;
    private final Histogram latencies = new Histogram(3);
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "live-progress");
        thread.setDaemon(true);
        return thread;
    });
    private long failed;
    private long secondStart;
    private int ticks;
    private double requestsPerSecond;
    private double failedPerSecond;
    private OptionalLong p99Shown = OptionalLong.empty();

    LiveProgress(
            PhaseTimeline timeline,
            OnlineMigrator migrator,
            LoadProcess load,
            MetricsLog metrics,
            TerminalProgress terminal,
            LongSupplier nanoTime) {
        this.timeline = timeline;
        this.migrator = migrator;
        this.metrics = metrics;
        this.terminal = terminal;
        this.tail = new HistoryTail(load.history());
        this.activityFile = load.activity();
        this.nanoTime = nanoTime;
        this.secondStart = nanoTime.getAsLong();
        latencies.setAutoResize(true);
    }

    /** Begins to look. */
    void start() {
        ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            Optional<PhaseTimeline.Span> current = timeline.current();
            if (current.isEmpty()) {
                return; // before the load is there, and after it
            }
            MigrationProgress progress = migrator.progress();
            String phase = current.get().name();
            boolean copying = progress.state() == MigrationState.COPYING;
            timeline.progressed(phase, copying ? progress.copied() : 0);
            if (++ticks % TICKS_A_SECOND == 0) {
                second(phase, progress);
            }
            Progress shown = Progress.of(phase).withLoad(requestsPerSecond, failedPerSecond, p99Shown);
            terminal.show(
                    copying && progress.copied() > 0
                            ? shown.withCopy(progress.bytes(), (long) (progress.bytes() / progress.copied()))
                            : shown);
        } catch (IOException | RuntimeException e) {
            LOG.warn("the progress of the run can not be shown: {}", e.toString());
        }
    }

    private void second(String phase, MigrationProgress progress) throws IOException {
        latencies.reset();
        failed = 0;
        tail.poll(operation -> {
            if (operation.outcome() == Outcome.ACKNOWLEDGED) {
                latencies.recordValue(operation.latencyMicros());
            } else {
                failed++;
            }
        });
        long now = nanoTime.getAsLong();
        double seconds = (now - secondStart) / 1e9;
        secondStart = now;
        requestsPerSecond = (latencies.getTotalCount() + failed) / seconds;
        failedPerSecond = failed / seconds;
        long p99Micros = latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(99);
        p99Shown = latencies.getTotalCount() == 0 ? OptionalLong.empty() : OptionalLong.of(p99Micros);
        Map<String, String> labels = Map.of("phase", phase);
        metrics.append("load_completed_per_second", requestsPerSecond, labels);
        metrics.append("load_failed", failed, labels);
        metrics.append("load_p99_micros", p99Micros, labels);
        metrics.append("migration_copied_share", progress.copied(), labels);
        metrics.append("migration_copied_rows", progress.rows(), labels);
        metrics.append("migration_copied_bytes", progress.bytes(), labels);
        if (progress.lagBytes() >= 0) {
            metrics.append("replication_lag_bytes", progress.lagBytes(), labels);
        }
        application(labels);
    }

    private void application(Map<String, String> labels) throws IOException {
        Optional<ActivityFile.Line> newest = ActivityFile.newest(activityFile);
        if (activity.isPresent() && newest.isPresent()) {
            ApplicationFigures.between(activity.get(), newest.get())
                    .forEach((name, value) -> metrics.append(name, value, labels));
        }
        activity = newest;
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        try {
            ticker.awaitTermination(TICK_MILLIS * TICKS_A_SECOND, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        terminal.close();
    }
}
