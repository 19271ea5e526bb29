package dev.shardproof.verifier.pace;

import dev.shardproof.verifier.pace.ShardGuard.Obstacle;
import dev.shardproof.verifier.plan.Manners;
import dev.shardproof.verifier.source.Pace;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.watch.ServerGauge;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The pace of a scan with manners: between chunks it waits while the pause file exists, while a replica of the shard lags
 * too far behind, and while the shard answers too slowly, and it always rests for a share of the time that the last
 * chunk took. How long a chunk takes is for the scan to steer.
 *
 * <p>Time runs from construction: after {@link Manners#maxDuration()} every wait ends with an error, so that what is not
 * read by then stays unjudged. Thread-safe.
 */
public final class PoliteScan implements Pace {

    /** How often a reason to wait is looked at again. */
    static final Duration POLL = Duration.ofMillis(500);

    private final Manners manners;
    private final double restRatio;
    private final Predicate<Path> exists;
    private final Sleeper sleeper;
    private final LongSupplier nanoTime;
    private final PaceListener listener;
    private final WaitLedger ledger;
    private final long start;
    private final Map<String, ShardGuard> guards = new HashMap<>();
    private final Map<String, ServerGauge> gauges = new LinkedHashMap<>();
    private final Map<String, Pause> pauses = new HashMap<>();
    private final Map<String, Long> restNanos = new HashMap<>();

    private static final class Pause {
        private int waiters;
        private long since;
    }

    /**
     * @param manners the limits
     * @param gauges one for each shard that is scanned, e.g. {@link dev.shardproof.verifier.source.watch.ShardWatch}; stay the
     *     caller's to close
     * @param restRatio how long to rest after a chunk, as a share of the time that it took; 0 for no rest
     * @param exists whether a file exists, e.g. {@code Files::exists}
     * @param sleeper how to wait, e.g. {@link Sleeper#REAL}
     * @param nanoTime a monotonic clock in nanoseconds
     * @param listener hears of pauses and chunks
     */
    public PoliteScan(
            Manners manners,
            Collection<? extends ServerGauge> gauges,
            double restRatio,
            Predicate<Path> exists,
            Sleeper sleeper,
            LongSupplier nanoTime,
            PaceListener listener) {
        this.manners = Objects.requireNonNull(manners, "manners is null");
        this.restRatio = restRatio;
        this.exists = Objects.requireNonNull(exists, "exists is null");
        this.sleeper = Objects.requireNonNull(sleeper, "sleeper is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        this.listener = Objects.requireNonNull(listener, "listener is null");
        this.ledger = new WaitLedger(nanoTime);
        this.start = nanoTime.getAsLong();
        if (!(restRatio >= 0 && restRatio <= 100)) {
            throw new IllegalArgumentException("restRatio must lie between 0 and 100, not " + restRatio);
        }
        for (ServerGauge gauge : gauges) {
            this.gauges.put(gauge.shard(), gauge);
            guards.put(gauge.shard(), new ShardGuard(gauge, manners, POLL, nanoTime));
        }
    }

    /**
     * Finds out before the first scan whether the limits can be kept at all.
     *
     * @throws SourceException if a server can not be watched, or this role may not see its replicas' lag
     */
    public void requireMeasurable() throws SourceException {
        for (ServerGauge gauge : gauges.values()) {
            if (manners.maxLag().isPresent()) {
                gauge.position();
                gauge.followers();
            }
            if (manners.maxLatency().isPresent()) {
                gauge.roundTrip();
            }
        }
    }

    @Override
    public void await(String shard) throws SourceException, InterruptedException {
        requireTime();
        rest(shard);
        Optional<Obstacle> obstacle = obstacle(shard);
        while (obstacle.isPresent()) {
            obstacle = sitOut(shard, obstacle.get());
        }
    }

    /** Waits until that reason is gone; another may have come up meanwhile. */
    private Optional<Obstacle> sitOut(String shard, Obstacle obstacle) throws SourceException, InterruptedException {
        WaitReason reason = obstacle.reason();
        String subject = reason == WaitReason.PAUSE_FILE ? "" : shard;
        begin(subject, obstacle);
        try {
            while (true) {
                pause(POLL);
                Optional<Obstacle> now = obstacle(shard);
                if (now.isEmpty() || now.get().reason() != reason) {
                    return now;
                }
            }
        } finally {
            end(subject, reason);
        }
    }

    private Optional<Obstacle> obstacle(String shard) throws SourceException {
        Optional<Path> file = manners.pauseFile();
        if (file.isPresent() && exists.test(file.get())) {
            return Optional.of(new Obstacle(
                    WaitReason.PAUSE_FILE, "the pause file %s exists; remove it to go on".formatted(file.get())));
        }
        ShardGuard guard = guards.get(shard);
        return guard == null ? Optional.empty() : guard.look();
    }

    private void rest(String shard) throws SourceException, InterruptedException {
        long nanos;
        synchronized (this) {
            Long owed = restNanos.remove(shard);
            nanos = owed == null ? 0 : owed;
        }
        if (nanos > 0) {
            ledger.begin(WaitReason.REST);
            try {
                pause(Duration.ofNanos(nanos));
            } finally {
                ledger.end(WaitReason.REST);
            }
        }
    }

    private void pause(Duration time) throws SourceException, InterruptedException {
        Duration left = timeLeft().orElse(time);
        sleeper.sleep(time.compareTo(left) <= 0 ? time : left);
        requireTime();
    }

    private Optional<Duration> timeLeft() {
        return manners.maxDuration().map(limit -> limit.minus(Duration.ofNanos(nanoTime.getAsLong() - start)));
    }

    private void requireTime() throws SourceException {
        Optional<Duration> left = timeLeft();
        if (left.isPresent() && (left.get().isNegative() || left.get().isZero())) {
            throw new SourceException(
                    "out of time after %s: what was not read by then is not judged; allow a longer duration, or resume"
                            .formatted(ShardGuard.words(manners.maxDuration().orElseThrow())));
        }
    }

    private void begin(String subject, Obstacle obstacle) {
        ledger.begin(obstacle.reason());
        boolean first;
        synchronized (this) {
            Pause pause = pauses.computeIfAbsent(obstacle.reason() + subject, any -> new Pause());
            first = pause.waiters++ == 0;
            if (first) {
                pause.since = nanoTime.getAsLong();
            }
        }
        if (first) {
            listener.paused(subject, obstacle.reason(), obstacle.why());
        }
    }

    private void end(String subject, WaitReason reason) {
        ledger.end(reason);
        long waited;
        synchronized (this) {
            Pause pause = pauses.get(reason + subject);
            if (--pause.waiters > 0) {
                return;
            }
            waited = nanoTime.getAsLong() - pause.since;
        }
        listener.resumed(subject, reason, Duration.ofNanos(waited));
    }

    @Override
    public void done(ScannedChunk chunk) {
        if (restRatio > 0) {
            synchronized (this) {
                restNanos.merge(chunk.shard(), Math.round(chunk.took().toNanos() * restRatio), Long::sum);
            }
        }
        listener.read(chunk);
    }

    /** How long was waited, by reason; waits for different reasons at the same time count in each. */
    public Map<WaitReason, Duration> waited() {
        return ledger.byReason();
    }

    /** Wall time in which at least one scan waited on purpose, for the cost report. */
    public Duration paused() {
        return ledger.total();
    }

    /** The shards that are watched. */
    public List<String> shards() {
        return List.copyOf(gauges.keySet());
    }
}
