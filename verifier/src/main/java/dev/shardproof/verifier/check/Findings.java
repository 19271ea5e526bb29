package dev.shardproof.verifier.check;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects findings while a check runs: counts every one, keeps the first {@link CheckResult#FINDINGS_KEPT}.
 *
 * <p>Not thread-safe.
 */
public final class Findings {

    private final List<Finding> kept = new ArrayList<>();
    private long total;

    public void add(Finding finding) {
        add(finding, 1);
    }

    /** Adds a finding that stands for {@code times} equal ones, such as copies of one row; it is kept once. */
    public void add(Finding finding, long times) {
        if (times < 1) {
            throw new IllegalArgumentException("a finding happens at least once, not " + times + " times");
        }
        total += times;
        if (hasRoom(0)) {
            kept.add(finding);
        }
    }

    /** Whether a finding would still be kept after {@code more} others: else it need not be worded. */
    public boolean hasRoom(int more) {
        return kept.size() + more < CheckResult.FINDINGS_KEPT;
    }

    /** Counts findings that nobody keeps. */
    public void addUnkept(long times) {
        if (times < 0) {
            throw new IllegalArgumentException("times is negative: " + times);
        }
        total += times;
    }

    /** Adds these findings to others, behind those. */
    public void addTo(Findings others) {
        kept.forEach(others::add);
        others.addUnkept(total - kept.size());
    }

    /** The first findings, in order. */
    public List<Finding> kept() {
        return List.copyOf(kept);
    }

    /** How many there are in all. */
    public long total() {
        return total;
    }
}
