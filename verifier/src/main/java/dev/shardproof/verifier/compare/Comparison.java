package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.table.TableLayout;
import java.util.Objects;

/**
 * Two sets of rows of one table that must be equal.
 *
 * @param left the side that is right by definition (the source, the first copy, before)
 * @param right the side under judgement (the target, another copy, after)
 */
public record Comparison(Side left, Side right) {

    public Comparison {
        Objects.requireNonNull(left, "left is null");
        Objects.requireNonNull(right, "right is null");
    }

    /** The table as the left side has it. */
    public TableLayout table() {
        return left.table();
    }

    /** {@code left → right}. */
    public String where() {
        return left.label() + " → " + right.label();
    }

    /** Table, place and interval, for reports. */
    @Override
    public String toString() {
        String rows = left.slice().whole() ? "" : ", keys " + left.slice().intervals();
        return table().spec() + ", " + where() + rows;
    }
}
