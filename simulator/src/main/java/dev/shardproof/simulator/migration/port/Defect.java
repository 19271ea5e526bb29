package dev.shardproof.simulator.migration.port;

/** A wrong that the migrator does on purpose, so that a run can prove that its judge sees it. */
public enum Defect {
    /** Everything as it should be. */
    NONE("none"),
    /** One moved row never arrives. */
    DROP_ROW("dropRow"),
    /** One moved row arrives with another value. */
    CORRUPT_VALUE("corruptValue"),
    /** The switch happens without the changes since the snapshot. */
    SKIP_CATCH_UP("skipCatchUp"),
    /** A row that stays at its source also lands on the target, which does not own it. */
    MISPLACE_ROW("misplaceRow");

    private final String label;

    Defect(String label) {
        this.label = label;
    }

    /** The name in scenario files. */
    public String label() {
        return label;
    }
}
