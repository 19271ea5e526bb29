package dev.shardproof.verifier.recovery;

import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Sums up a history by the second in which operations were due; memory grows with the seconds alone. Not thread-safe.
 *
 * <p>By when they were due and not by when they ended: so each second has its own full score, and work that is done late does
 * not pass for the work of a later second.
 */
public final class GoodputTally {

    private static final long SECOND = TimeUnit.SECONDS.toMicros(1);

    /** Two weeks: further apart, two operations are not of one run. */
    private static final long SECONDS_MAX = TimeUnit.DAYS.toSeconds(14);

    private final long inTimeMicros;
    private final TreeMap<Long, GoodputSecond> seconds = new TreeMap<>();

    /** @param inTime how long after it was due an operation may be acknowledged and still be worth something */
    public GoodputTally(Duration inTime) {
        this.inTimeMicros = TimeUnit.NANOSECONDS.toMicros(inTime.toNanos());
    }

    /** Adds one operation. */
    public void add(ClientOperation operation) {
        boolean good = operation.outcome() == Outcome.ACKNOWLEDGED && operation.latencyMicros() <= inTimeMicros;
        long start = Math.floorDiv(operation.intendedMicros(), SECOND) * SECOND;
        seconds.merge(
                start,
                new GoodputSecond(start, 1, good ? 1 : 0, operation.notSent() ? 1 : 0, operation.attempts()),
                GoodputSecond::plus);
    }

    /** From the first to the last second in which anything was due, without gaps. */
    public List<GoodputSecond> seconds() {
        List<GoodputSecond> all = new ArrayList<>();
        if (seconds.isEmpty()) {
            return all;
        }
        if ((seconds.lastKey() - seconds.firstKey()) / SECOND > SECONDS_MAX) {
            throw new IllegalArgumentException("the operations are more than two weeks apart: they are not of one run");
        }
        for (long start = seconds.firstKey(); start <= seconds.lastKey(); start += SECOND) {
            all.add(seconds.getOrDefault(start, new GoodputSecond(start, 0, 0, 0, 0)));
        }
        return all;
    }
}
