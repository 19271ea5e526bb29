package dev.shardproof.verifier.history.consistency;

import java.util.Arrays;

/**
 * What was known of one key, and since when: states that only rise, each with the time at which an operation ended that
 * had written or seen it. What lies behind the horizon is forgotten, except for the newest of it. Not thread-safe.
 */
final class Timeline {

    /** Nothing is known. */
    static final long NONE = -1;

    private long[] ends = new long[2];
    private long[] states = new long[2];
    private int size;
    private boolean forgetful;

    /**
     * From {@code end} on the key is known to be in this state, or in a later one.
     *
     * @param horizon what ended before it may be forgotten
     */
    void add(long end, long state, long horizon) {
        int at = size;
        while (at > 0 && ends[at - 1] > end) {
            at--;
        }
        if (at > 0 && states[at - 1] >= state) {
            return; // known already
        }
        int next = at;
        while (next < size && states[next] <= state) {
            next++; // known later, and less
        }
        if (next > at) {
            System.arraycopy(ends, next, ends, at + 1, size - next);
            System.arraycopy(states, next, states, at + 1, size - next);
            size -= next - at - 1;
        } else {
            if (size == ends.length) {
                at -= makeRoom(horizon);
            }
            System.arraycopy(ends, at, ends, at + 1, size - at);
            System.arraycopy(states, at, states, at + 1, size - at);
            size++;
        }
        ends[at] = end;
        states[at] = state;
    }

    /** Forgets or grows; returns by how much places have moved to the front. */
    private int makeRoom(long horizon) {
        int old = 0;
        while (old + 1 < size && ends[old + 1] < horizon) {
            old++;
        }
        if (old > 0) {
            forgetful = true;
            System.arraycopy(ends, old, ends, 0, size - old);
            System.arraycopy(states, old, states, 0, size - old);
            size -= old;
        }
        if (size > ends.length / 2) {
            ends = Arrays.copyOf(ends, ends.length * 2);
            states = Arrays.copyOf(states, ends.length);
        }
        return old;
    }

    /** The newest state that was known before that time, or {@link #NONE}. */
    long before(long micros) {
        int at = size;
        while (at > 0 && ends[at - 1] >= micros) {
            at--;
        }
        return at == 0 ? NONE : states[at - 1];
    }

    /** Whether what was known at that time has been forgotten. */
    boolean hasForgotten(long micros) {
        return forgetful && ends[0] >= micros;
    }

    /** Since when a later state than this one is known, as far as it is remembered. */
    long laterThan(long state) {
        int at = size;
        while (at > 0 && states[at - 1] > state) {
            at--;
        }
        return ends[at];
    }

    /** The newest state of all, or {@link #NONE}. */
    long last() {
        return size == 0 ? NONE : states[size - 1];
    }
}
