package dev.shardproof.scenarios.spec.cluster;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table of the user's schema. Names are exact, as PostgreSQL's catalogue spells them: a table created without quotes
 * has a lower-case name.
 *
 * @param schema the schema, {@code public} if the file names none
 * @param table the table within it
 */
public record TableName(String schema, String table) implements Comparable<TableName> {

    /** PostgreSQL would cut longer names; quotes, dots and invisible characters would be ambiguous in reports. */
    private static final Pattern PART = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$ -]{0,62}");

    private static final String PUBLIC = "public";

    public TableName {
        if (!PART.matcher(schema).matches() || !PART.matcher(table).matches()) {
            throw new IllegalArgumentException("'%s.%s' is not a table name".formatted(schema, table));
        }
    }

    /** Reads {@code table} or {@code schema.table}. */
    public static Optional<TableName> parse(String text) {
        String[] parts = text.split("\\.", -1);
        String schema = parts.length == 2 ? parts[0] : PUBLIC;
        String table = parts[parts.length - 1];
        boolean valid = parts.length <= 2
                && PART.matcher(schema).matches()
                && PART.matcher(table).matches();
        return valid ? Optional.of(new TableName(schema, table)) : Optional.empty();
    }

    @Override
    public int compareTo(TableName other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : table.compareTo(other.table);
    }

    /** The form of scenario files: without the schema if that is {@code public}. */
    @Override
    public String toString() {
        return schema.equals(PUBLIC) ? table : schema + "." + table;
    }
}
