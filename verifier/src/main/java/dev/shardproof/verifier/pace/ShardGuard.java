package dev.shardproof.verifier.pace;

import dev.shardproof.verifier.plan.Manners;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.watch.ServerGauge;
import dev.shardproof.verifier.source.watch.ServerGauge.Follower;
import dev.shardproof.verifier.source.watch.ServerGauge.Position;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Looks whether one server must be spared. Measures at most once a poll, however many scans ask. Thread-safe. */
final class ShardGuard {

    /** Why to wait. */
    record Obstacle(WaitReason reason, String why) {}

    private final ServerGauge gauge;
    private final Manners manners;
    private final Duration poll;
    private final LongSupplier nanoTime;
    private final LagMeter lag = new LagMeter();
    private Optional<Obstacle> last = Optional.empty();
    private long measuredAt;
    private boolean measured;

    ShardGuard(ServerGauge gauge, Manners manners, Duration poll, LongSupplier nanoTime) {
        this.gauge = gauge;
        this.manners = manners;
        this.poll = poll;
        this.nanoTime = nanoTime;
    }

    synchronized Optional<Obstacle> look() throws SourceException {
        long now = nanoTime.getAsLong();
        if (!measured || now - measuredAt >= poll.toNanos()) {
            last = lagging();
            if (last.isEmpty()) {
                last = slow();
            }
            measured = true;
            measuredAt = nanoTime.getAsLong();
        }
        return last;
    }

    private Optional<Obstacle> lagging() throws SourceException {
        if (manners.maxLag().isEmpty()) {
            return Optional.empty();
        }
        Duration limit = manners.maxLag().get();
        Position position = gauge.position();
        long now = nanoTime.getAsLong();
        lag.written(now, position.bytes());
        if (position.replaying() && position.replayedAge().isPresent()) {
            Duration own = position.replayedAge().get();
            if (own.compareTo(limit) > 0) {
                return Optional.of(lag("%s is itself a replica and".formatted(gauge.shard()), own, limit));
            }
        }
        for (Follower follower : gauge.followers()) {
            Duration byPosition = follower.replayed().isPresent()
                    ? lag.behind(now, follower.replayed().getAsLong())
                    : Duration.ZERO;
            Duration behind = longer(byPosition, follower.lag().orElse(Duration.ZERO));
            if (behind.compareTo(limit) > 0) {
                return Optional.of(lag("%s's replica %s".formatted(gauge.shard(), follower.name()), behind, limit));
            }
        }
        return Optional.empty();
    }

    private static Obstacle lag(String who, Duration behind, Duration limit) {
        return new Obstacle(WaitReason.LAG, "%s is %s behind (limit %s)".formatted(who, words(behind), words(limit)));
    }

    private Optional<Obstacle> slow() throws SourceException {
        if (manners.maxLatency().isEmpty()) {
            return Optional.empty();
        }
        Duration limit = manners.maxLatency().get();
        Duration took = gauge.roundTrip();
        return took.compareTo(limit) > 0
                ? Optional.of(new Obstacle(
                        WaitReason.LATENCY,
                        "%s answers the simplest query in %s (limit %s)"
                                .formatted(gauge.shard(), words(took), words(limit))))
                : Optional.empty();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** For a human: {@code 340 ms}, {@code 12.5 s}, {@code 90 min}. */
    static String words(Duration time) {
        if (time.toMillis() < 1_000) {
            return time.toMillis() + " ms";
        }
        if (time.toSeconds() < 600) {
            long tenths = time.toMillis() / 100;
            return tenths % 10 == 0 ? tenths / 10 + " s" : tenths / 10 + "." + tenths % 10 + " s";
        }
        return time.toMinutes() < 600 ? time.toMinutes() + " min" : time.toHours() + " h";
    }
}
