package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.history.HistorySource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The judge of a history. All checks share one pass over it; a second one is made only if a read went back in time, to
 * find out what its session knew.
 *
 * <p>Not thread-safe.
 */
public final class HistoryChecks {

    private final HistorySource history;
    private final FinalState finalState;
    private final Optional<Ownership> ownership;
    private final HistoryRules rules;
    private final LongSupplier nanoTime;

    /**
     * @param history what the clients saw
     * @param finalState what is there after the last operation has ended
     * @param ownership who owned what and when; without it {@link HistoryCheck#WRONG_OWNER} is inconclusive
     * @param rules what to judge by
     * @param nanoTime a monotonic clock in nanoseconds, e.g. {@code System::nanoTime}
     */
    public HistoryChecks(
            HistorySource history,
            FinalState finalState,
            Optional<Ownership> ownership,
            HistoryRules rules,
            LongSupplier nanoTime) {
        this.history = Objects.requireNonNull(history, "history is null");
        this.finalState = Objects.requireNonNull(finalState, "finalState is null");
        this.ownership = Objects.requireNonNull(ownership, "ownership is null");
        this.rules = Objects.requireNonNull(rules, "rules is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    /** One check for each of the rules' checks, in their order; the first that runs reads the history for all of them. */
    public List<Check> checks() {
        throw new UnsupportedOperationException("the next commit has it");
    }

    /**
     * Runs them all.
     *
     * @throws Exception if the history or the final state can not be read
     */
    public List<CheckResult> run() throws Exception {
        throw new UnsupportedOperationException("the next commit has it");
    }
}
