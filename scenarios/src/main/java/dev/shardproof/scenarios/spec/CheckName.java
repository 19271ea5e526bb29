package dev.shardproof.scenarios.spec;

import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import java.util.Arrays;

/** The checks that a scenario can ask for. */
public enum CheckName {
    ROW_COUNT("rowCount"),
    FULL_CHECKSUM("fullChecksum"),
    SAMPLED_CHECKSUM("sampledChecksum"),
    LATENCY_BASELINE("latencyBaseline"),
    LATENCY_THRESHOLD("latencyThreshold"),
    PLACEMENT("placement"),
    HISTORY("history"),
    SELF_TEST("selfTest"),
    RECOVERY("recovery");

    private static final String WAY_BACK = "wayBack";

    private final String label;

    CheckName(String label) {
        this.label = label;
    }

    /** The name in files and reports; equal to the name of the verifier's check, but for {@link #HISTORY}. */
    public String label() {
        return label;
    }

    /**
     * Whether a result of that name is one of this check's: {@link #HISTORY} stands for all judgements of a history, a check
     * of rows also for its judgement of the way back, such as {@code wayBackRowCount}.
     */
    public boolean covers(String checkName) {
        return this == HISTORY
                ? Arrays.stream(HistoryCheck.values())
                        .anyMatch(check -> check.checkName().equals(checkName))
                : label.equals(checkName) || (WAY_BACK + label).equalsIgnoreCase(checkName);
    }
}
