package dev.shardproof.reports.render;

import java.util.Map;
import java.util.Optional;

/** What the standard checks can not see, so that a pass is not taken for more than it is. */
final class BlindSpots {

    private static final Map<String, String> BY_CHECK = Map.of(
            "rowCount",
            "Counts can not see a changed value, nor a lost row that an extra one makes up for.",
            "fullChecksum",
            "Compares what the rows hold, not on which shard they lie; indexes, sequences and grants are not part of it.",
            "sampledChecksum",
            "Sees the sampled keys only: damage to fewer rows than the stated bound can be missed.",
            "latencyBaseline",
            "Speaks for this load, this amount of data and this machine; what shows only after hours is not seen.",
            "placement",
            "Sees where rows lie, not whether they are right, and not a row that lies nowhere.",
            "afterFence",
            "Compares what is stored: a write that was acknowledged and reached neither side is not seen.",
            "cleanUp",
            "Compares rows before and after the removal: it can not see what was wrong already before.",
            "finalPlacement",
            "Sees where rows lie, not whether they are right, and not a row that lies nowhere.");

    private BlindSpots() {}

    static Optional<String> of(String check) {
        return Optional.ofNullable(BY_CHECK.get(check));
    }
}
