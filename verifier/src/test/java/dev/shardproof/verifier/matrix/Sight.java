package dev.shardproof.verifier.matrix;

import dev.shardproof.verifier.plan.CheckName;
import java.util.EnumSet;
import java.util.Set;

/** Sets of checks that often see the same. */
final class Sight {

    static final Set<CheckName> NONE = EnumSet.noneOf(CheckName.class);
    static final Set<CheckName> SCHEMA = EnumSet.of(CheckName.SCHEMA);
    static final Set<CheckName> SEQUENCE = EnumSet.of(CheckName.SEQUENCE);
    static final Set<CheckName> PLACEMENT = EnumSet.of(CheckName.PLACEMENT);
    /** Rows are other rows. */
    static final Set<CheckName> CONTENTS = EnumSet.of(CheckName.FULL_CHECKSUM, CheckName.SAMPLED_CHECKSUM);
    /** Rows are other rows, and there are more or fewer of them. */
    static final Set<CheckName> ROWS = and(CONTENTS, CheckName.ROW_COUNT);

    private Sight() {}

    static Set<CheckName> and(Set<CheckName> some, CheckName... more) {
        Set<CheckName> all = EnumSet.copyOf(some);
        all.addAll(Set.of(more));
        return all;
    }
}
