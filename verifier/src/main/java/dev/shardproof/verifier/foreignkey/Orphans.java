package dev.shardproof.verifier.foreignkey;

import dev.shardproof.verifier.checksum.ValueWords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that refer to nothing.
 *
 * @param total how many there are
 * @param keyed whether those columns are the table's key; what else they hold are values, not to be shown
 * @param identity the columns that tell them apart
 * @param rows the texts of those columns (null for NULL), of the first rows
 */
record Orphans(long total, boolean keyed, List<String> identity, List<List<String>> rows) {

    Orphans {
        identity = List.copyOf(identity);
        rows = Collections.unmodifiableList(new ArrayList<>(rows));
    }

    /** Those that the other lists do not have; a row that is there twice is taken away twice. */
    List<List<String>> without(Iterable<Orphans> others) {
        Map<List<String>, Integer> known = new HashMap<>();
        others.forEach(other -> other.rows().forEach(row -> known.merge(row, 1, Integer::sum)));
        List<List<String>> left = new ArrayList<>();
        for (List<String> row : rows) {
            if (known.getOrDefault(row, 0) > 0) {
                known.merge(row, -1, Integer::sum);
            } else {
                left.add(row);
            }
        }
        return left;
    }

    /** @param words how values are written that are no key */
    String key(List<String> row, ValueWords words) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < identity.size(); i++) {
            String value = row.get(i);
            parts.add(identity.get(i) + "=" + (value == null ? "NULL" : keyed ? value : words.of(value)));
        }
        return String.join(", ", parts);
    }
}
