package dev.shardproof.verifier.history.consistency;

import java.util.function.Supplier;

/**
 * Values by long keys, without an object for each key: open addressing with linear probing. Nothing is ever removed. Not
 * thread-safe.
 *
 * @param <V> the values, never null
 */
final class LongTable<V> {

    /** Takes an entry. */
    @FunctionalInterface
    interface EntryConsumer<V> {
        void accept(long key, V value);
    }

    private static final int SMALLEST = 1 << 6;

    private long[] keys = new long[SMALLEST];
    private Object[] values = new Object[SMALLEST];
    private int size;

    /** The value, or null if there is none. */
    @SuppressWarnings("unchecked")
    V get(long key) {
        return (V) values[place(key)];
    }

    /** The value; if there is none, {@code supplier} makes it. */
    @SuppressWarnings("unchecked")
    V computeIfAbsent(long key, Supplier<V> supplier) {
        int place = place(key);
        if (values[place] != null) {
            return (V) values[place];
        }
        V value = supplier.get();
        keys[place] = key;
        values[place] = value;
        size++;
        if (size > keys.length / 2) {
            grow();
        }
        return value;
    }

    int size() {
        return size;
    }

    /** Hands over all entries, in an order that only depends on the keys and on when they came. */
    @SuppressWarnings("unchecked")
    void forEach(EntryConsumer<V> consumer) {
        for (int i = 0; i < keys.length; i++) {
            if (values[i] != null) {
                consumer.accept(keys[i], (V) values[i]);
            }
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        Object[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new Object[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int place = place(oldKeys[i]);
                keys[place] = oldKeys[i];
                values[place] = oldValues[i];
            }
        }
    }

    /** Where the key is, or where it would be. */
    private int place(long key) {
        long hash = key * 0x9e3779b97f4a7c15L; // 2^64 over the golden ratio: neighbours are scattered
        int place = (int) (hash >>> 32) & keys.length - 1;
        while (values[place] != null && keys[place] != key) {
            place = place + 1 & keys.length - 1;
        }
        return place;
    }
}
