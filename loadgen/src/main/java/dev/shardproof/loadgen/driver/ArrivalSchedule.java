package dev.shardproof.loadgen.driver;

import java.util.concurrent.atomic.AtomicLong;

/**
 * When each operation of a constant rate is due: the slots of {@code constantUsersPerSec}, in microseconds.
 *
 * <p>Of the two candidates for the intended start, this is the truer one. The time at which Gatling releases a virtual
 * user is already late when the driver's JVM stands still or its event loops are busy; the schedule is what users who
 * know nothing of the driver would have done. The slots are Gatling's own: the i-th user of a second is due at the first
 * millisecond m with {@code ceil(rate / 1000 * (m + 1)) > i} (see its class {@code Shard}), so that bursts within a
 * millisecond at rates above 1000/s are part of the plan.
 *
 * <p>Where the beginning is not known, or not to the last millisecond, it is learnt as the earliest one that any release
 * implies (release time minus slot), for releases are never early. Thus no operation starts before it is due.
 * Thread-safe.
 */
final class ArrivalSchedule {

    private static final int MILLIS = 1_000;
    private static final long SECOND = 1_000_000;

    private final int ratePerSecond;
    private final long[] slotInSecond;
    private final AtomicLong start = new AtomicLong(Long.MAX_VALUE);

    ArrivalSchedule(int ratePerSecond) {
        this.ratePerSecond = ratePerSecond;
        this.slotInSecond = new long[ratePerSecond];
        int next = 0;
        for (int milli = 0; milli < MILLIS; milli++) {
            int upTo = milli == MILLIS - 1
                    ? ratePerSecond
                    : (int) Math.ceil((double) ratePerSecond / MILLIS * (milli + 1));
            while (next < upTo) {
                slotInSecond[next++] = milli * 1_000L;
            }
        }
    }

    /** Says when the first slot is; an earlier beginning that is known already stays. */
    void began(long micros) {
        start.accumulateAndGet(micros, Math::min);
    }

    /**
     * When the operation was due; never later than its release.
     *
     * @param number counts from 0 in the order of the plan
     * @param releasedMicros when it was released
     */
    long intendedMicros(long number, long releasedMicros) {
        long slot = slot(number);
        return start.accumulateAndGet(releasedMicros - slot, Math::min) + slot;
    }

    /** How many operations are due before that time; 0 while the beginning is not known. */
    long dueBefore(long micros) {
        long elapsed = micros - start.get();
        if (start.get() == Long.MAX_VALUE || elapsed <= 0) {
            return 0;
        }
        long due = elapsed / SECOND * ratePerSecond;
        long rest = elapsed % SECOND;
        for (int i = 0; i < ratePerSecond && slotInSecond[i] < rest; i++) {
            due++;
        }
        return due;
    }

    private long slot(long number) {
        return number / ratePerSecond * SECOND + slotInSecond[(int) (number % ratePerSecond)];
    }
}
