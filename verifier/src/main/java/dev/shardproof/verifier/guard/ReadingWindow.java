package dev.shardproof.verifier.guard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.stream.Stream;

/** The newest readings of one metric, for one guard. Not thread-safe. */
final class ReadingWindow {

    /** By how much the second half's median must lie above the first's: less is the noise of an estimate. */
    private static final double GROWTH = 1.1;

    private final Condition condition;
    private final WatchRules rules;
    private final long keptNanos;
    private final Deque<Reading> readings = new ArrayDeque<>();

    ReadingWindow(Condition condition, WatchRules rules) {
        this.condition = condition;
        this.rules = rules;
        this.keptNanos =
                Math.max(condition.window().toNanos(), rules.calmAfter().toNanos());
    }

    void add(Reading reading) {
        readings.addLast(reading);
        // One reading from before the window stays, as the proof that the window is covered from its beginning.
        while (readings.size() > 2
                && reading.nanoTime() - second().nanoTime()
                        >= keptNanos + rules.interval().toNanos()) {
            readings.removeFirst();
        }
    }

    /** Whether the condition has held throughout the window that ends now. */
    boolean holds(long now) {
        if (readings.isEmpty() || condition.test() != Condition.Test.GROWING && !meets(readings.getLast())) {
            return false;
        }
        if (condition.window().isZero()) {
            return true;
        }
        return isCovered(now)
                && (condition.test() == Condition.Test.GROWING
                        ? grows(now)
                        : share(now, condition.window()) >= rules.firingShare());
    }

    /** Whether a guard that has fired may calm down: for long enough the condition did not hold, mostly. */
    boolean isCalm(long now) {
        if (condition.test() == Condition.Test.GROWING) {
            return isCovered(now) && !grows(now);
        }
        return share(now, Duration.ofNanos(keptNanos)) < rules.calmShare() && !meets(readings.getLast());
    }

    /** How many of the window's readings meet the condition, and how many there are: {@code 58 of 60}. */
    String tally(long now) {
        Duration window = condition.window();
        return "%d of %d readings"
                .formatted(
                        within(now, window).filter(this::meets).count(),
                        within(now, window).count());
    }

    private boolean meets(Reading reading) {
        return reading.value().isPresent() && condition.isMetBy(reading.value().getAsDouble());
    }

    private double share(long now, Duration window) {
        long all = within(now, window).count();
        return all == 0 ? 0 : (double) within(now, window).filter(this::meets).count() / all;
    }

    private boolean isCovered(long now) {
        return reachesBack(now) && !isSparse(now);
    }

    private boolean reachesBack(long now) {
        long covered = now - readings.getFirst().nanoTime();
        return covered >= condition.window().toNanos() - rules.interval().toNanos() / 2;
    }

    /** Whether fewer readings came than half of those that were due. */
    private boolean isSparse(long now) {
        return within(now, condition.window()).count() * 2 < due();
    }

    private long due() {
        return condition.window().toNanos() / rules.interval().toNanos();
    }

    /** Whether the window had the time to fill and did not, so that nothing could hold in it. */
    boolean lacks(long now) {
        return !condition.window().isZero() && !readings.isEmpty() && reachesBack(now) && isSparse(now);
    }

    /** How many readings there are of those that were due: {@code 3 readings of 10 in 10s}. */
    String coverage(long now) {
        return "%d readings of %d in %s"
                .formatted(
                        within(now, condition.window()).count(),
                        due(),
                        MetricUnit.SECONDS.text(condition.window().toMillis() / 1e3));
    }

    private boolean grows(long now) {
        long half = condition.window().toNanos() / 2;
        double[] first = values(within(now, condition.window()).filter(reading -> now - reading.nanoTime() > half));
        double[] second = values(within(now, condition.window()).filter(reading -> now - reading.nanoTime() <= half));
        // Each half must speak for itself: a copy that began a moment ago has no trend.
        long needed = Math.max(1, half / rules.interval().toNanos() / 2);
        return first.length >= needed && second.length >= needed && median(second) > median(first) * GROWTH;
    }

    private static double[] values(Stream<Reading> readings) {
        return readings.filter(reading -> reading.value().isPresent())
                .mapToDouble(reading -> reading.value().getAsDouble())
                .sorted()
                .toArray();
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 || Arrays.stream(sorted).anyMatch(Double::isInfinite)
                ? sorted[middle]
                : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private Stream<Reading> within(long now, Duration window) {
        long nanos = window.toNanos();
        return readings.stream().filter(reading -> now - reading.nanoTime() <= nanos);
    }

    private Reading second() {
        var iterator = readings.iterator();
        iterator.next();
        return iterator.next();
    }
}
