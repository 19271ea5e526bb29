package dev.shardproof.verifier.history.consistency;

import java.util.Arrays;

/**
 * What was known of one key, and since when: states that only rise, each with the time at which an operation ended that
 * had written or seen it. What lies behind the horizon is forgotten, except for the newest of it. Not thread-safe.
 */
final class Timeline {

    /** Nothing is known. */
    static final long NONE = -1;

    /** Twice as many as entries: the time of an entry, then its state, for they are needed together. */
    private long[] entries = new long[4];

    private int size;
    private boolean forgetful;

    /**
     * From {@code end} on the key is known to be in this state, or in a later one.
     *
     * @param horizon what ended before it may be forgotten
     */
    void add(long end, long state, long horizon) {
        int at = size;
        while (at > 0 && end(at - 1) > end) {
            at--;
        }
        if (at > 0 && state(at - 1) >= state) {
            return; // known already
        }
        int next = at;
        while (next < size && state(next) <= state) {
            next++; // known later, and less
        }
        if (next > at) {
            System.arraycopy(entries, 2 * next, entries, 2 * at + 2, 2 * (size - next));
            size -= next - at - 1;
        } else {
            if (2 * size == entries.length) {
                at -= makeRoom(horizon);
            }
            System.arraycopy(entries, 2 * at, entries, 2 * at + 2, 2 * (size - at));
            size++;
        }
        entries[2 * at] = end;
        entries[2 * at + 1] = state;
    }

    /** Forgets or grows; returns by how much places have moved to the front. */
    private int makeRoom(long horizon) {
        int old = 0;
        while (old + 1 < size && end(old + 1) < horizon) {
            old++;
        }
        if (old > 0) {
            forgetful = true;
            System.arraycopy(entries, 2 * old, entries, 0, 2 * (size - old));
            size -= old;
        }
        if (4 * size > entries.length) {
            entries = Arrays.copyOf(entries, entries.length * 2);
        }
        return old;
    }

    /** The newest state that was known before that time, or {@link #NONE}. */
    long before(long micros) {
        int at = size;
        while (at > 0 && end(at - 1) >= micros) {
            at--;
        }
        return at == 0 ? NONE : state(at - 1);
    }

    /** Whether what was known at that time has been forgotten. */
    boolean hasForgotten(long micros) {
        return forgetful && end(0) >= micros;
    }

    /** Since when a later state than this one is known, as far as it is remembered. */
    long laterThan(long state) {
        int at = size;
        while (at > 0 && state(at - 1) > state) {
            at--;
        }
        return end(at);
    }

    /** The newest state of all, or {@link #NONE}. */
    long last() {
        return size == 0 ? NONE : state(size - 1);
    }

    private long end(int place) {
        return entries[2 * place];
    }

    private long state(int place) {
        return entries[2 * place + 1];
    }
}
