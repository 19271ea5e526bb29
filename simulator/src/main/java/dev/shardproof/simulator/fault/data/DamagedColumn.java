package dev.shardproof.simulator.fault.data;

/**
 * A column of a table that is to be damaged.
 *
 * @param name quoted where SQL needs that
 * @param type as SQL writes it, with its modifiers
 * @param category what PostgreSQL calls the type's category: N numbers, S texts, D dates and times, ...
 * @param zoned whether it is a point in time, a timestamp with or without zone
 * @param nullable whether it may be NULL
 * @param generated whether its value is computed from others
 * @param updatable whether an UPDATE may set it
 * @param keyPosition its place in the primary key from 1; 0 if it is not part of it
 */
record DamagedColumn(
        String name,
        String type,
        String category,
        boolean zoned,
        boolean nullable,
        boolean generated,
        boolean updatable,
        int keyPosition) {

    /** Whether its value may be changed without making another row of it. */
    boolean isPayload() {
        return keyPosition == 0 && updatable;
    }
}
