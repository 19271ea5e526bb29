package dev.shardproof.verifier.foreignkey;

import java.util.List;

/**
 * A foreign key, in the names of one side.
 *
 * @param name the constraint's
 * @param child the table that refers
 * @param columns its columns
 * @param parent the table that is referred to
 * @param referenced its columns, in the same order
 * @param comparisons how each pair is compared, SQL from the catalogue
 * @param full whether it is MATCH FULL
 * @param enforced whether the server vouches for it: validated and enforced
 * @param temporal whether it holds for periods, which can not be judged
 */
record ForeignKey(
        String name,
        TableName child,
        List<String> columns,
        TableName parent,
        List<String> referenced,
        List<String> comparisons,
        boolean full,
        boolean enforced,
        boolean temporal) {

    /** A table as the catalogue spells it. */
    record TableName(String schema, String name) {
        @Override
        public String toString() {
            return schema + "." + name;
        }
    }

    ForeignKey {
        columns = List.copyOf(columns);
        referenced = List.copyOf(referenced);
        comparisons = List.copyOf(comparisons);
    }

    /** What it demands, whatever it is called. */
    String demand() {
        return "%s (%s) → %s (%s)".formatted(child, String.join(", ", columns), parent, String.join(", ", referenced));
    }

    @Override
    public String toString() {
        return name + ": " + demand();
    }
}
