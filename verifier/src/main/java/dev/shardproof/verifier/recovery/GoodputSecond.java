package dev.shardproof.verifier.recovery;

/**
 * The operations that were due in one second, and what became of them, whenever that was.
 *
 * @param startMicros its first microsecond since 1970
 * @param due how many were due
 * @param good how many of them were acknowledged in time
 * @param notSent how many of them the driver never sent, so that nobody knows what would have become of them
 * @param attempts how many attempts were made for them
 */
public record GoodputSecond(long startMicros, long due, long good, long notSent, long attempts) {
    public GoodputSecond {
        if (due < 0 || good < 0 || notSent < 0 || attempts < 0 || good + notSent > due) {
            throw new IllegalArgumentException(
                    "%d good and %d not sent of %d due, with %d attempts".formatted(good, notSent, due, attempts));
        }
    }

    /** The sum of two; it begins with the first. */
    GoodputSecond plus(GoodputSecond other) {
        return new GoodputSecond(
                Math.min(startMicros, other.startMicros),
                due + other.due,
                good + other.good,
                notSent + other.notSent,
                attempts + other.attempts);
    }
}
