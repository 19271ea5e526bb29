package dev.shardproof.verifier.foreignkey;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that refer to nothing.
 *
 * @param total how many there are
 * @param identity the columns that tell them apart
 * @param rows the texts of those columns (null for NULL), of the first rows
 */
record Orphans(long total, List<String> identity, List<List<String>> rows) {

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

    String key(List<String> row) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < identity.size(); i++) {
            parts.add(identity.get(i) + "=" + (row.get(i) == null ? "NULL" : row.get(i)));
        }
        return String.join(", ", parts);
    }
}
