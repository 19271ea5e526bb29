package dev.shardproof.verifier.live;

import dev.shardproof.verifier.check.Finding.Kind;
import java.util.Objects;

/**
 * What both sides had under one key, in one pair of snapshots.
 *
 * @param left what the left side had
 * @param right what the right side had
 * @param columns the names of the columns that differ, if each side has one row; else empty
 */
record Reading(SeenRows left, SeenRows right, String columns) {

    static final Reading NOWHERE = new Reading(SeenRows.NONE, SeenRows.NONE, "");

    Reading {
        Objects.requireNonNull(left, "left is null");
        Objects.requireNonNull(right, "right is null");
        Objects.requireNonNull(columns, "columns is null");
    }

    boolean agrees() {
        return left.equalContents(right);
    }

    /** The same contents on both sides as then. */
    boolean sameAs(Reading earlier) {
        return left.equalContents(earlier.left) && right.equalContents(earlier.right);
    }

    /** Whether a side that has the row was not written to since then: which proves that it was not in flight. */
    boolean provenSince(Reading earlier) {
        return left.untouchedSince(earlier.left) || right.untouchedSince(earlier.right);
    }

    /** Whether neither side was written to since then, as far as can be seen. */
    boolean stillSince(Reading earlier) {
        return left.version() == earlier.left.version() && right.version() == earlier.right.version();
    }

    Kind kind() {
        if (left.rows() == right.rows()) {
            return Kind.DIFFERENT;
        }
        return left.rows() > right.rows() ? Kind.MISSING : Kind.EXTRA;
    }

    /** How many rows the right side has more. */
    long surplus() {
        return right.rows() - left.rows();
    }
}
