package dev.shardproof.verifier.dialect.postgres;

import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.ImageKind;
import dev.shardproof.verifier.table.RowHash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One 64-bit hash of several columns: the image of each is hashed with the hash of those before it as the seed
 * (PostgreSQL's {@code …extended} functions, Bob Jenkins' lookup3 over a 96-bit state; {@code src/common/hashfn.c}). So
 * order, boundaries and columns that change place all matter, and nothing is added up before it is mixed.
 *
 * <p>The seed is 64 bits wide and used whole. So an integer needs no hash of its own: it is XORed into the seed of the step
 * that hashes some other column, one of 64 bits or two of 32 a step. Two rows that differ in it give that step different
 * seeds. Where there are more integers than such steps, {@code hashint8extended} takes one: that folds its argument to 32
 * bits before it mixes, so that 1 and 4294967296 would meet under every seed, and therefore gets the upper half in the seed
 * as well.
 *
 * <p>NULLs are hashed as an empty value, and told from one by a word of bits at the end, where the type has empty values.
 * That word is a 32-bit integer for the same reason.
 */
final class PostgresRowHash {

    private static final int BITS_IN_A_WORD = 31;
    private static final Set<ImageKind> BYTES = EnumSet.of(ImageKind.BYTES, ImageKind.NON_EMPTY_BYTES);
    private static final Set<ImageKind> HASHED =
            EnumSet.of(ImageKind.TEXT, ImageKind.UUID, ImageKind.BYTES, ImageKind.NON_EMPTY_BYTES);

    private PostgresRowHash() {}

    /** A bigint expression that is never NULL. */
    static String of(RowHash form, List<Column> columns, long seed) {
        List<Column> packed = columns.stream()
                .filter(column -> packed(form, column.imageKind()))
                .toList();
        List<Column> hashed = columns.stream()
                .filter(column -> !packed.contains(column))
                .filter(column -> HASHED.contains(column.imageKind()))
                .toList();
        List<String> words = words(columns, hashed.isEmpty());
        Integers integers = new Integers(columns);
        String hash = PostgresScans.number(seed);
        if (!packed.isEmpty()) {
            // Gives nobody a ride: a record of NULLs has the same hash under every seed.
            hash = packed(form, packed, hash);
        }
        hash = integers.tooMany(hash, hashed.size() + words.size());
        for (Column column : hashed) {
            hash = step(column, integers.ride(hash));
        }
        for (String word : words) {
            hash = "pg_catalog.hashint4extended(%s, %s)".formatted(word, integers.ride(hash));
        }
        return hash;
    }

    /** The integers that are still to be hashed, as expressions that are never NULL. */
    private static final class Integers {
        private final Deque<String> longs = new ArrayDeque<>();
        private final Deque<String> halves = new ArrayDeque<>();

        Integers(List<Column> columns) {
            for (Column column : columns) {
                if (column.imageKind() == ImageKind.LONG) {
                    longs.add("COALESCE(%s, 0)".formatted(column.image()));
                } else if (column.imageKind() == ImageKind.INTEGER) {
                    halves.add("COALESCE(%s, 0)".formatted(column.image()));
                }
            }
        }

        /** Hashes those for which there are not enough seeds of other steps; one of 32 bits takes one of 64 along. */
        String tooMany(String before, int seeds) {
            String hash = before;
            while (longs.size() + (halves.size() + 1) / 2 > seeds) {
                if (halves.isEmpty()) {
                    String one = longs.remove();
                    hash = "pg_catalog.hashint8extended(%s, (%s >> 32) # %s)".formatted(one, one, hash);
                } else {
                    String one = halves.remove();
                    hash = "pg_catalog.hashint4extended(%s, %s)".formatted(one, ride(hash));
                }
            }
            return hash;
        }

        /** A seed with 64 more bits in it. */
        String ride(String seed) {
            if (!longs.isEmpty()) {
                return "%s # %s".formatted(longs.remove(), seed);
            }
            if (halves.size() > 1) {
                // A product, for it takes integers of either width as they are, which a shift does not.
                // The lower half tells by its sign whether it inverted the upper one: no two pairs give the same word.
                return "(%s * '4294967296'::pg_catalog.int8) # %s::pg_catalog.int8 # %s"
                        .formatted(halves.remove(), halves.remove(), seed);
            }
            return halves.isEmpty() ? seed : "%s::pg_catalog.int8 # %s".formatted(halves.remove(), seed);
        }
    }

    /** Whether the image's type has no hash function that servers of that form can call. */
    private static boolean packed(RowHash form, ImageKind kind) {
        return kind == ImageKind.OTHER || (BYTES.contains(kind) && form != RowHash.COLUMNS);
    }

    /** These come first: a record's hash alone is linear in those of its fields, and all others mix it once more. */
    private static String packed(RowHash form, List<Column> columns, String seed) {
        String row = columns.stream().map(Column::image).collect(Collectors.joining(", ", "ROW(", ")"));
        return form == RowHash.TEXT
                // The text of a row is unambiguous: it quotes what holds commas, and tells NULL from an empty text.
                ? "pg_catalog.hashtextextended((%s)::pg_catalog.text COLLATE pg_catalog.\"C\", %s)".formatted(row, seed)
                : "pg_catalog.hash_record_extended(%s, %s)".formatted(row, seed);
    }

    private static String step(Column column, String seed) {
        String image = column.image();
        return switch (column.imageKind()) {
            case TEXT -> "pg_catalog.hashtextextended(COALESCE(%s, ''), %s)".formatted(image, seed);
            case UUID ->
                "pg_catalog.uuid_hash_extended(COALESCE(%s, '00000000-0000-0000-0000-000000000000'), %s)"
                        .formatted(image, seed);
            case BYTES, NON_EMPTY_BYTES -> "pg_catalog.hashbyteaextended(COALESCE(%s, ''), %s)".formatted(image, seed);
            default -> throw new IllegalStateException(column + " is not hashed by itself");
        };
    }

    /** @param atLeastOne where there is no other step: it mixes what a record left linear */
    private static List<String> words(List<Column> columns, boolean atLeastOne) {
        List<String> bits = new ArrayList<>();
        for (Column column : columns) {
            if (column.nullable() && column.imageKind() != ImageKind.NON_EMPTY_BYTES) {
                // IS NOT DISTINCT FROM: a composite of NULLs "IS NULL" too, but is another value.
                bits.add(column.value() + " IS NOT DISTINCT FROM NULL");
            }
            if (column.imageKind() == ImageKind.BOOLEAN) {
                bits.add(column.image());
            }
        }
        List<String> words = new ArrayList<>();
        for (int from = 0; from < bits.size(); from += BITS_IN_A_WORD) {
            StringBuilder word = new StringBuilder();
            for (int bit = from; bit < Math.min(bits.size(), from + BITS_IN_A_WORD); bit++) {
                word.append(bit == from ? "" : " | ")
                        .append("CASE WHEN %s THEN %d ELSE 0 END".formatted(bits.get(bit), 1 << (bit - from)));
            }
            words.add(word.toString());
        }
        return words.isEmpty() && atLeastOne ? List.of(Integer.toString(columns.size())) : words;
    }
}
