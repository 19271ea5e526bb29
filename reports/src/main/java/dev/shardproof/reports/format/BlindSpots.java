package dev.shardproof.reports.format;

import java.util.Map;
import java.util.Optional;

/** What the standard checks can not see, so that a pass is not taken for more than it is. */
final class BlindSpots {

    private static final Map<String, String> BY_CHECK = Map.ofEntries(
            Map.entry("rowCount", "Counts can not see a changed value, nor a lost row that an extra one makes up for."),
            Map.entry(
                    "fullChecksum",
                    "Compares what the rows hold, not on which shard they lie; indexes, sequences and grants are not part"
                            + " of it."),
            Map.entry(
                    "sampledChecksum",
                    "Sees the sampled keys only: damage to fewer rows than the stated bound can be missed."),
            Map.entry(
                    "latencyBaseline",
                    "Speaks for this load, this amount of data and this machine; what shows only after hours is not"
                            + " seen."),
            Map.entry(
                    "latencyThreshold",
                    "Compares what was measured once with a fixed limit: it says nothing about what another run, or another"
                            + " machine, would measure."),
            Map.entry("placement", "Sees where rows lie, not whether they are right, and not a row that lies nowhere."),
            Map.entry(
                    "afterFence",
                    "Compares what is stored: a write that was acknowledged and reached neither side is not seen."),
            Map.entry(
                    "cleanUp",
                    "Compares rows before and after the removal: it can not see what was wrong already before."),
            Map.entry(
                    "noLaterWrites",
                    "Compares a shard with itself at two times: a write that it took and lost again in between is not seen."),
            Map.entry(
                    "finalPlacement",
                    "Sees where rows lie, not whether they are right, and not a row that lies nowhere."),
            Map.entry(
                    "selfTest",
                    "Proves the checks on damage that was planted in a sandbox; it says nothing of kinds that were not"
                            + " planted, nor of the data itself."),
            Map.entry(
                    "coverage",
                    "Compares the lists of tables with what was checked; it reads no row, and knows nothing of databases"
                            + " that were not named."),
            Map.entry(
                    "schema",
                    "Compares definitions, not what they hold: a valid index can be corrupt, and statistics stale."),
            Map.entry(
                    "sequence",
                    "Knows sequences and the columns that they number in the catalogue; ids that the application makes"
                            + " by itself, or that clients already hold, are not seen."),
            Map.entry(
                    "largeObjects",
                    "Follows references from columns that can hold them; one that stands in a text, or outside of the"
                            + " database, is not known."),
            Map.entry(
                    "foreignKeys",
                    "Follows declared foreign keys: a rule that only the application keeps is not checked, nor whether"
                            + " the row that is referred to is the right one."));

    /** What the name of a check on the way back begins with. */
    private static final String WAY_BACK = "wayBack";

    private BlindSpots() {}

    /** One or two sentences; empty for a check that is not known here. On the way back a check is as blind as ever. */
    static Optional<String> of(String check) {
        return Optional.ofNullable(BY_CHECK.get(check.startsWith(WAY_BACK) ? decapitalized(check) : check));
    }

    private static String decapitalized(String check) {
        String name = check.substring(WAY_BACK.length());
        return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
