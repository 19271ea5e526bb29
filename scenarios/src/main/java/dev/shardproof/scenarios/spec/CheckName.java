package dev.shardproof.scenarios.spec;

/** The checks that a scenario can ask for. */
public enum CheckName implements Labelled {
    ROW_COUNT("rowCount"),
    FULL_CHECKSUM("fullChecksum"),
    SAMPLED_CHECKSUM("sampledChecksum"),
    LATENCY_BASELINE("latencyBaseline"),
    LATENCY_THRESHOLD("latencyThreshold"),
    PLACEMENT("placement"),
    SELF_TEST("selfTest"),
    RECOVERY("recovery");

    private final String label;

    CheckName(String label) {
        this.label = label;
    }

    /** The name in files and reports; equal to the name of the verifier's check. */
    @Override
    public String label() {
        return label;
    }
}
