package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.history.HistorySource;
import dev.shardproof.verifier.history.consistency.criteria.FinalState;
import dev.shardproof.verifier.history.consistency.criteria.HistoryCheck;
import dev.shardproof.verifier.history.consistency.criteria.HistoryRules;
import dev.shardproof.verifier.history.consistency.criteria.Ownership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The judge of a history. All checks share one pass over it; a second one is made only if a read went back in time, to
 * find out what its session knew.
 *
 * <p>It takes time in proportion to the history. Its memory does not grow with the history, but with what the history is
 * about: about 300 bytes for each register, 200 for each list and 8 for each of its elements in the end, 16 for each write
 * within the {@linkplain HistoryRules#horizon horizon}, and one byte for every number that arguments range over.
 *
 * <p>Real time counts as in Jepsen: A came before B only if A had ended before B was invoked. Operations whose outcome is
 * indeterminate may have happened, at any time after they were invoked, or not.
 *
 * <p>Not thread-safe.
 */
public final class HistoryChecks {

    private final HistorySource history;
    private final FinalState finalState;
    private final Optional<Ownership> ownership;
    private final HistoryRules rules;
    private final LongSupplier nanoTime;
    private Optional<List<CheckResult>> results = Optional.empty();

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
        List<Check> checks = new ArrayList<>();
        for (HistoryCheck check : rules.checks()) {
            int place = checks.size();
            checks.add(new Check() {
                @Override
                public String name() {
                    return check.checkName();
                }

                @Override
                public CheckResult run() throws Exception {
                    return HistoryChecks.this.run().get(place);
                }
            });
        }
        return checks;
    }

    /**
     * Results of all of the rules' checks, in their order; only the first call judges. The time of the one pass stands in
     * the first result.
     *
     * @throws Exception if the history or the final state can not be read
     */
    public List<CheckResult> run() throws Exception {
        if (results.isEmpty()) {
            long start = nanoTime.getAsLong();
            HistoryPass pass = new HistoryPass(finalState, ownership, rules);
            pass.run(history);
            results = Optional.of(pass.results(Duration.ofNanos(nanoTime.getAsLong() - start)));
        }
        return results.get();
    }
}
