package dev.shardproof.verifier.check;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one check has to say: its verdict, how much it looked at, and its evidence.
 *
 * <p>The list of findings is a capped sample; {@link #findingsTotal()} is the exact count. A result that examined
 * nothing can not be a pass: the constructor refuses it.
 *
 * @param check the name that scenario files use, e.g. {@code fullChecksum}
 * @param verdict the verdict
 * @param summary one line for a human; untrusted where it quotes data
 * @param examined how many units were looked at (rows, requests)
 * @param findings at most {@link #FINDINGS_KEPT} findings, the first ones
 * @param findingsTotal how many findings there are in all
 * @param facts named figures in reading order (bounds, digests, counts by table), as text
 * @param took wall time of the check
 */
public record CheckResult(
        String check,
        Verdict verdict,
        String summary,
        long examined,
        List<Finding> findings,
        long findingsTotal,
        Map<String, String> facts,
        Duration took) {

    /** How many findings a result carries at most. */
    public static final int FINDINGS_KEPT = 20;

    public CheckResult {
        Objects.requireNonNull(check, "check is null");
        Objects.requireNonNull(verdict, "verdict is null");
        Objects.requireNonNull(summary, "summary is null");
        Objects.requireNonNull(took, "took is null");
        findings = List.copyOf(findings);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        if (examined < 0) {
            throw new IllegalArgumentException("examined is negative: " + examined);
        }
        if (findings.size() > FINDINGS_KEPT) {
            throw new IllegalArgumentException(
                    "%d findings, at most %d are kept".formatted(findings.size(), FINDINGS_KEPT));
        }
        if (findingsTotal < findings.size()) {
            throw new IllegalArgumentException(
                    "findingsTotal %d is less than the %d findings given".formatted(findingsTotal, findings.size()));
        }
        if (verdict == Verdict.PASS && examined == 0) {
            throw new IllegalArgumentException(check + " passed without examining anything");
        }
        if (verdict == Verdict.PASS && findingsTotal > 0) {
            throw new IllegalArgumentException(check + " passed with " + findingsTotal + " findings");
        }
    }

    /** A result that says why nothing can be said. */
    public static CheckResult inconclusive(String check, String reason, Duration took) {
        return new CheckResult(check, Verdict.INCONCLUSIVE, reason, 0, List.of(), 0, Map.of(), took);
    }
}
