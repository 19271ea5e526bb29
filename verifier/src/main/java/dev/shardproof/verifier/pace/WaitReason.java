package dev.shardproof.verifier.pace;

/** Why a scan waits on purpose. */
public enum WaitReason {
    /** The pause file exists. */
    PAUSE_FILE("pause file"),
    /** A replica is too far behind. */
    LAG("replica lag"),
    /** The server answers too slowly. */
    LATENCY("latency"),
    /** The share of time that is always left to others. */
    REST("rest");

    private final String label;

    WaitReason(String label) {
        this.label = label;
    }

    /** In words, for reports. */
    public String label() {
        return label;
    }
}
