package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.source.TableLayout;
import java.util.Objects;

/**
 * Two sets of rows of one table that must be equal.
 *
 * @param table the table, as all shards have it
 * @param left the side that is right by definition (the source, the first copy, before)
 * @param right the side under judgement (the target, another copy, after)
 */
public record Comparison(TableLayout table, Side left, Side right) {
    public Comparison {
        Objects.requireNonNull(table, "table is null");
        Objects.requireNonNull(left, "left is null");
        Objects.requireNonNull(right, "right is null");
    }

    /** {@code left → right}. */
    public String where() {
        return left.label() + " → " + right.label();
    }

    /** Table, place and interval, for reports. */
    @Override
    public String toString() {
        String rows = left.slice().whole() ? "" : ", keys " + left.slice().intervals();
        return table.spec() + ", " + where() + rows;
    }
}
