package dev.shardproof.simulator.fault.data;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * The kinds of damage that hit single rows. Those that change a value choose the first column that they can be done to.
 *
 * <p>The numbers are those of the verifier's matrix of corruptions (docs/CHECKS.md).
 */
enum RowDamage {
    /** 1: a row is gone. */
    MISSING_ROW("missingRow", Optional.empty(), column -> false, ""),
    /** 8: a row is there that should not be. */
    EXTRA_ROW("extraRow", Optional.empty(), column -> false, ""),
    /** 7: an update was lost; of a number, which is one less. */
    STALE_VALUE("staleValue", Optional.of("%s - 1"), column -> column.category().equals("N"), "%s IS NOT NULL"),
    /** 9: a value became NULL. */
    LOST_VALUE("lostValue", Optional.of("NULL"), DamagedColumn::nullable, "%s IS NOT NULL"),
    /** 10: rows swapped their values. */
    SWAPPED_VALUES("swappedValues", Optional.of("%s"), column -> true, "%s IS NOT NULL"),
    /** 11: a text was cut. */
    TRUNCATED_TEXT("truncatedText", Optional.of("left(%1$s, length(%1$s) / 2)"), RowDamage::isText, "length(%s) > 1"),
    /** 13: NULL became an empty text. */
    NULL_BECAME_EMPTY(
            "nullBecameEmpty", Optional.of("''"), column -> isText(column) && column.nullable(), "%s IS NULL"),
    /** 16: a space came at the end of a text. */
    TRAILING_SPACE("trailingSpace", Optional.of("%s || ' '"), RowDamage::isText, "%s IS NOT NULL"),
    /** 17: a point in time was shifted by a zone. */
    SHIFTED_TIME("shiftedTime", Optional.of("%s + interval '1 hour'"), DamagedColumn::zoned, "%s IS NOT NULL");

    private final String key;
    private final Optional<String> newValue;
    private final Predicate<DamagedColumn> columns;
    private final String rows;

    /**
     * @param newValue makes the new value of the old one; empty for a kind that hits whole rows
     * @param columns which columns it can be done to
     * @param rows which rows
     */
    RowDamage(String key, Optional<String> newValue, Predicate<DamagedColumn> columns, String rows) {
        this.key = key;
        this.newValue = newValue;
        this.columns = columns;
        this.rows = rows;
    }

    private static boolean isText(DamagedColumn column) {
        // Not "char", char(n) or names, whose length or spaces do not count.
        return column.category().equals("S")
                && (column.type().equals("text") || column.type().startsWith("character varying"));
    }

    /** The kind of that name in a scenario; empty if it is one of another sort. */
    static Optional<RowDamage> ofKey(String key) {
        for (RowDamage damage : values()) {
            if (damage.key.equals(key)) {
                return Optional.of(damage);
            }
        }
        return Optional.empty();
    }

    String key() {
        return key;
    }

    /** Whether it changes a value of a row that stays. */
    boolean changesValue() {
        return newValue.isPresent();
    }

    /** Whether it can be done to that column. */
    boolean suits(DamagedColumn column) {
        return columns.test(column);
    }

    /** The new value of a column, as SQL. */
    String newValue(DamagedColumn column) {
        return newValue.orElseThrow().formatted(column.name());
    }

    /** Which rows it can be done to, as SQL. */
    String rows(DamagedColumn column) {
        return rows.formatted(column.name());
    }
}
