package dev.shardproof.verifier.dialect.postgres;

import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.ImageKind;
import dev.shardproof.verifier.table.RowHash;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One 64-bit hash of several columns: the image of each is hashed with the hash of those before it as the seed
 * (PostgreSQL's {@code …extended} functions, Bob Jenkins' lookup3 over a 96-bit state; {@code src/common/hashfn.c}). So
 * order, boundaries and columns that change places all matter, and nothing is added up before it is mixed.
 *
 * <p>{@code hashint8extended} folds its argument to 32 bits before it mixes, so that 1 and 4294967296 meet under every
 * seed. A long integer therefore puts its upper half into the seed as well.
 *
 * <p>NULLs are hashed as an empty value, and told from one by a word of bits at the end. That word is a 32-bit integer
 * for the same reason.
 */
final class PostgresRowHash {

    private static final int BITS_IN_A_WORD = 31;

    private PostgresRowHash() {}

    /** A bigint expression that is never NULL. */
    static String of(RowHash form, List<Column> columns, long seed) {
        List<Column> packed = columns.stream()
                .filter(column -> packed(form, column.imageKind()))
                .toList();
        String hash = PostgresScans.number(seed);
        if (!packed.isEmpty()) {
            hash = packed(form, packed, hash);
        }
        for (Column column : columns) {
            if (!packed.contains(column)) {
                hash = step(column, hash);
            }
        }
        for (String word : words(columns)) {
            hash = "pg_catalog.hashint4extended(%s, %s)".formatted(word, hash);
        }
        return hash;
    }

    /** Whether the image's type has no hash function that servers of that form can call. */
    private static boolean packed(RowHash form, ImageKind kind) {
        return kind == ImageKind.OTHER || (kind == ImageKind.BYTES && form != RowHash.COLUMNS);
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
            case BOOLEAN -> seed; // a bit of the word at the end
            case INTEGER -> "pg_catalog.hashint4extended(COALESCE(%s, 0), %s)".formatted(image, seed);
            case LONG ->
                "pg_catalog.hashint8extended(COALESCE(%1$s, 0), COALESCE(%1$s >> 32, 0) # %2$s)".formatted(image, seed);
            case TEXT -> "pg_catalog.hashtextextended(COALESCE(%s, ''), %s)".formatted(image, seed);
            case UUID ->
                "pg_catalog.uuid_hash_extended(COALESCE(%s, '00000000-0000-0000-0000-000000000000'), %s)"
                        .formatted(image, seed);
            case BYTES -> "pg_catalog.hashbyteaextended(COALESCE(%s, ''), %s)".formatted(image, seed);
            case OTHER -> throw new IllegalStateException(column + " is to be packed");
        };
    }

    /** At least one: it mixes what a record left linear. */
    private static List<String> words(List<Column> columns) {
        List<String> bits = new ArrayList<>();
        for (Column column : columns) {
            if (column.nullable()) {
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
        return words.isEmpty() ? List.of(Integer.toString(columns.size())) : words;
    }
}
