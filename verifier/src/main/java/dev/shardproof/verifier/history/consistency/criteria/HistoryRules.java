package dev.shardproof.verifier.history.consistency.criteria;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * What a history is judged by, and how strictly.
 *
 * @param checks what is judged; each has a result of its own
 * @param staleReads how many reads may be staler than {@code staleFor}
 * @param staleFor how long a newer version may have been known when a read began that did not see it yet; such reads are
 *     counted, but are nothing to find fault with
 * @param horizon how long an operation takes at most that is judged by real time; of longer ones only what was known
 *     before all that lies within it counts. Costs memory for every write within it
 */
public record HistoryRules(Set<HistoryCheck> checks, long staleReads, Duration staleFor, Duration horizon) {

    /** The horizon if nobody says otherwise: longer than any sane time-out. */
    public static final Duration HORIZON = Duration.ofMinutes(2);

    public HistoryRules {
        checks = checks.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(checks));
        Objects.requireNonNull(staleFor, "staleFor is null");
        Objects.requireNonNull(horizon, "horizon is null");
        if (checks.isEmpty()) {
            throw new IllegalArgumentException("a history is judged by nothing");
        }
        if (staleReads < 0 || staleFor.isNegative()) {
            throw new IllegalArgumentException(
                    "%d stale reads of %s: neither may be negative".formatted(staleReads, staleFor));
        }
        if (horizon.isNegative() || horizon.isZero()) {
            throw new IllegalArgumentException("the horizon must be positive, not " + horizon);
        }
    }

    /** No stale read is allowed, and none may be late. */
    public static HistoryRules strict(Set<HistoryCheck> checks) {
        return new HistoryRules(checks, 0, Duration.ZERO, HORIZON);
    }

    /** The same rules with another bound of staleness. */
    public HistoryRules withStale(long reads, Duration atMost) {
        return new HistoryRules(checks, reads, atMost, horizon);
    }
}
