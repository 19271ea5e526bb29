package dev.shardproof.verifier.dialect;

import dev.shardproof.verifier.table.TableLayout;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What one statement of a scan reads: a table with all its descendants, or some pages of one table without them.
 *
 * @param relation the qualified name, quoted by the database
 * @param only whether to leave out tables that inherit from it
 * @param fromPage the first page
 * @param toPage the first page that is not read any more; empty for all pages that there are
 */
public record TablePart(String relation, boolean only, long fromPage, OptionalLong toPage) {

    public TablePart {
        Objects.requireNonNull(relation, "relation is null");
        Objects.requireNonNull(toPage, "toPage is null");
        if (fromPage < 0 || (toPage.isPresent() && toPage.getAsLong() <= fromPage)) {
            throw new IllegalArgumentException("pages %d to %s of %s".formatted(fromPage, toPage, relation));
        }
    }

    /** All of a table, with its partitions or whatever inherits from it. */
    public static TablePart whole(TableLayout table) {
        return new TablePart(table.quotedName(), false, 0, OptionalLong.empty());
    }
}
