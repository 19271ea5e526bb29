package dev.shardproof.verifier.matrix;

/** The major versions of the two sides' servers. */
enum Majors {
    SAME(18, 18),
    UPGRADE(14, 18),
    /** PostgreSQL 13 can only hash the text of a row. */
    UPGRADE_FROM_OLDEST(13, 18),
    FROM_14(14, 15),
    FROM_15(15, 16),
    FROM_16(16, 17),
    FROM_17(17, 18);

    private final int source;
    private final int target;

    Majors(int source, int target) {
        this.source = source;
        this.target = target;
    }

    int source() {
        return source;
    }

    int target() {
        return target;
    }

    /** As reports have it. */
    @Override
    public String toString() {
        return "PostgreSQL " + source + "→" + target;
    }
}
