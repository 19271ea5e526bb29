package dev.shardproof.verifier.source.rows;

import dev.shardproof.verifier.digest.RowImage;
import dev.shardproof.verifier.source.RowStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rows of a sample, by ascending identity, and how many rows it was drawn from. Keeps some 80 bytes a row. Immutable
 * once it has left its {@link Builder}; thread-safe.
 */
public final class DrawnRows {

    private final long population;
    private final long below;
    private final int keyColumns;
    private final int size;
    private final long[] numbers;
    private final String[] keys;
    private final String[] shards;

    private DrawnRows(Builder builder) {
        population = builder.population;
        below = builder.below;
        keyColumns = builder.keyColumns;
        size = builder.size;
        numbers = Arrays.copyOf(builder.numbers, size * Builder.NUMBERS);
        keys = Arrays.copyOf(builder.keys, size * keyColumns);
        shards = Arrays.copyOf(builder.shards, size);
    }

    private DrawnRows(DrawnRows all, int size) {
        population = all.population;
        below = all.below;
        keyColumns = all.keyColumns;
        this.size = size;
        numbers = all.numbers;
        keys = all.keys;
        shards = all.shards;
    }

    /** No rows of a table with so many key columns. */
    public static DrawnRows none(int keyColumns) {
        return new Builder(keyColumns).build();
    }

    /** A row of an answer, with identity and hash side by side and then the key, each column of it as text. */
    static RowImage image(List<String> row, int numbers, int key, String shard) {
        List<String> keys = new ArrayList<>(row.size() - key);
        for (String text : row.subList(key, row.size())) {
            keys.add(text == null ? "NULL" : text);
        }
        return new RowImage(number(row.get(numbers)), number(row.get(numbers + 1)), 1, keys, shard);
    }

    /** The hash of a key that is NULL, which only a damaged table can have, may be NULL. */
    static long number(String text) {
        return text == null ? 0 : Long.parseLong(text);
    }

    /** How many rows there are, of which these were drawn. */
    public long population() {
        return population;
    }

    /** Below which identity none is left out; {@link Long#MAX_VALUE} unless there were too many to keep. */
    public long below() {
        return below;
    }

    /** How many rows these are. */
    public int size() {
        return size;
    }

    /** These rows and those of another shard, as if both had been drawn at once. */
    public DrawnRows and(DrawnRows other) {
        Builder merged = new Builder(keyColumns);
        merged.count(population + other.population);
        merged.below = Math.min(below, other.below);
        int mine = 0;
        int theirs = 0;
        while (mine < size || theirs < other.size) {
            boolean take = theirs == other.size || (mine < size && identity(mine) <= other.identity(theirs));
            if (take) {
                merged.add(this, mine++);
            } else {
                merged.add(other, theirs++);
            }
        }
        return merged.build();
    }

    /** The rows whose identity is not above that: a view. */
    public DrawnRows upTo(long identity) {
        int count = after(identity, 0);
        return count == size ? this : new DrawnRows(this, count);
    }

    /** The rows whose identity is above that. */
    public DrawnRows above(long identity) {
        Builder rest = new Builder(keyColumns);
        rest.count(population);
        rest.below = below;
        for (int i = 0; i < size; i++) {
            if (identity(i) > identity) {
                rest.add(this, i);
            }
        }
        return rest.build();
    }

    /**
     * The identity up to which the two samples together have at least so many rows, a row that is in both counting once;
     * {@link Long#MAX_VALUE} if they do not have more.
     */
    public static long identityOf(long rows, DrawnRows one, DrawnRows other) {
        int first = 0;
        int second = 0;
        long counted = 0;
        while (first < one.size || second < other.size) {
            long identity = Math.min(
                    first < one.size ? one.identity(first) : Long.MAX_VALUE,
                    second < other.size ? other.identity(second) : Long.MAX_VALUE);
            int firstOfNext = one.after(identity, first);
            int secondOfNext = other.after(identity, second);
            counted += Math.max(firstOfNext - first, secondOfNext - second);
            first = firstOfNext;
            second = secondOfNext;
            if (counted >= rows && (first < one.size || second < other.size)) {
                return identity;
            }
        }
        return Long.MAX_VALUE;
    }

    private int after(long identity, int from) {
        int next = from;
        while (next < size && identity(next) <= identity) {
            next++;
        }
        return next;
    }

    /** All of them, once. */
    public RowStream stream() {
        return new RowStream() {
            private int next;

            @Override
            public Optional<RowImage> next() {
                return next < size ? Optional.of(row(next++)) : Optional.empty();
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    /** Their keys, by ascending identity. */
    public List<List<String>> keys() {
        return IntStream.range(0, size).mapToObj(this::key).toList();
    }

    private long identity(int row) {
        return numbers[row * Builder.NUMBERS];
    }

    private RowImage row(int row) {
        int from = row * Builder.NUMBERS;
        return new RowImage(numbers[from], numbers[from + 1], 1, key(row), shards[row]);
    }

    private List<String> key(int row) {
        return List.of(Arrays.copyOfRange(keys, row * keyColumns, (row + 1) * keyColumns));
    }

    /** Takes rows by ascending identity. */
    static final class Builder {

        private static final int NUMBERS = 2;
        private static final int FIRST = 64;

        private final int keyColumns;
        private long population;
        private long below = Long.MAX_VALUE;
        private int size;
        private long[] numbers = new long[FIRST * NUMBERS];
        private String[] keys;
        private String[] shards = new String[FIRST];

        Builder(int keyColumns) {
            this.keyColumns = keyColumns;
            keys = new String[FIRST * keyColumns];
        }

        void count(long rows) {
            population = rows;
        }

        /** Adds a row, unless there are that many already. */
        void add(RowImage row, int most) {
            if (size < most) {
                add(row);
            } else if (below == Long.MAX_VALUE) {
                below = numbers[(size - 1) * NUMBERS];
            }
        }

        private void add(DrawnRows rows, int row) {
            makeRoom();
            System.arraycopy(rows.numbers, row * NUMBERS, numbers, size * NUMBERS, NUMBERS);
            System.arraycopy(rows.keys, row * keyColumns, keys, size * keyColumns, keyColumns);
            shards[size++] = rows.shards[row];
        }

        private void makeRoom() {
            if (size == shards.length) {
                int larger = size * 2;
                numbers = Arrays.copyOf(numbers, larger * NUMBERS);
                keys = Arrays.copyOf(keys, larger * keyColumns);
                shards = Arrays.copyOf(shards, larger);
            }
        }

        void add(RowImage row) {
            makeRoom();
            numbers[size * NUMBERS] = row.identity();
            numbers[size * NUMBERS + 1] = row.hash();
            for (int i = 0; i < keyColumns; i++) {
                keys[size * keyColumns + i] = row.key().get(i);
            }
            shards[size++] = row.shard();
        }

        DrawnRows build() {
            return new DrawnRows(this);
        }
    }
}
