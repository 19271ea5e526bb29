package dev.shardproof.scenarios.spec;

/** The parts of a run under load, in their order. Latency is split and faults are placed by them. */
public enum LoadPhase {
    /** Load, but no migration yet. */
    BASELINE("baseline"),
    /** The rows are copied. */
    COPYING("copying"),
    /** The writes since the copy's snapshot are replayed. */
    CATCHING_UP("catchingUp"),
    /** From the write fence to the new topology. */
    CUT_OVER("cutOver"),
    /** Switched, healed and under load. */
    AFTER("after");

    private final String label;

    LoadPhase(String label) {
        this.label = label;
    }

    /** The name in scenario files, command lines and reports. */
    public String label() {
        return label;
    }
}
