package dev.shardproof.verifier.plan;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The checks that a verification can make, in the order in which they run. */
public enum CheckName {
    /** Every table of either catalogue is covered by some check. */
    COVERAGE("coverage"),
    /** Definitions are equal: columns, indexes, constraints, triggers, grants and so on. */
    SCHEMA("schema"),
    /** Every row is equal. */
    FULL_CHECKSUM("fullChecksum"),
    /** As many rows on the targets as on the sources; after the full checksum, whose scan counts them besides. */
    ROW_COUNT("rowCount"),
    /** A sample of the rows is equal, and what that proves. */
    SAMPLED_CHECKSUM("sampledChecksum"),
    /** Each row lies on the target that owns its key; needs the topology. */
    PLACEMENT("placement"),
    /** Sequences are ahead of what they number, do not overlap, and are far from their end. */
    SEQUENCE("sequence"),
    /** Large objects that rows refer to are there and equal. */
    LARGE_OBJECTS("largeObjects"),
    /** No row refers to one that is not on its shard. */
    FOREIGN_KEYS("foreignKeys");

    private final String label;

    CheckName(String label) {
        this.label = label;
    }

    /** The name in files, on the command line and in reports. */
    public String label() {
        return label;
    }

    /** The check of that name. */
    public static Optional<CheckName> of(String label) {
        return Arrays.stream(values())
                .filter(check -> check.label.equals(label))
                .findFirst();
    }

    /** All but the placement, which needs a topology, and the sample, which adds nothing to the full checksum. */
    public static Set<CheckName> standard() {
        return EnumSet.complementOf(EnumSet.of(PLACEMENT, SAMPLED_CHECKSUM));
    }
}
