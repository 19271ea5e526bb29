package dev.shardproof.verifier.source;

import dev.shardproof.verifier.table.TableLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table in which rows of a table lie: the table itself, or one that inherits from it.
 *
 * @param relation its quoted name
 * @param only whether to read it without what inherits from it
 * @param pages how many pages it has
 * @param rows how many rows the statistics say it has, or -1
 * @param paged whether some of its pages can be read without the others
 * @param indexed whether an index leads with the first key column
 * @param file in which file or files it lies: another one when it was written anew
 */
record Leaf(String relation, boolean only, long pages, long rows, boolean paged, boolean indexed, String file) {

    /** All tables that hold rows of this one; if one of them can not be read by itself, they count as one. */
    static List<Leaf> of(ShardSession session, TableLayout table) throws SourceException {
        List<Leaf> leaves = new ArrayList<>();
        boolean[] apart = {true};
        // The layout's names are those of the source; what the column is called here stands behind the alias.
        String firstKey =
                table.key().isEmpty() ? "" : table.key().get(0).value().substring("t.".length());
        List<String> names = List.of(table.spec().schema(), table.spec().name(), firstKey);
        FrozenSnapshot snapshot = session.snapshot();
        session.read(
                "look up the size of " + table.spec(),
                snapshot.dialect().scans().parts(),
                names,
                row -> {
                    boolean paged = row.getBoolean(4) && snapshot.readsPageRanges();
                    leaves.add(new Leaf(
                            row.getString(1),
                            true,
                            row.getLong(2),
                            row.getLong(3),
                            paged,
                            row.getBoolean(6),
                            row.getString(1) + " " + row.getString(7)));
                    apart[0] &= row.getBoolean(5);
                });
        if (apart[0]) {
            return leaves;
        }
        long pages = leaves.stream().mapToLong(Leaf::pages).sum();
        long rows = leaves.stream().mapToLong(leaf -> Math.max(0, leaf.rows())).sum();
        return List.of(new Leaf(
                table.quotedName(),
                false,
                pages,
                rows,
                false,
                leaves.stream().allMatch(Leaf::indexed),
                leaves.stream().map(Leaf::file).collect(Collectors.joining(", "))));
    }
}
