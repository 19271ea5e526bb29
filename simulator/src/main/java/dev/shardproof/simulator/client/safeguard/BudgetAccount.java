package dev.shardproof.simulator.client.safeguard;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Keeps the state of one instance's {@link RetryBudget}; without a budget every retry is granted. Thread-safe. */
public final class BudgetAccount {

    private final Optional<RetryBudget> budget;
    private final AtomicReference<RetryBudget.State> state;

    /** @param budget empty if retries are not limited */
    public BudgetAccount(Optional<RetryBudget> budget) {
        this.budget = budget;
        this.state = new AtomicReference<>(budget.map(RetryBudget::full).orElse(new RetryBudget.State(0)));
    }

    /** A request has come in. */
    public void request() {
        budget.ifPresent(rule -> state.updateAndGet(rule::afterRequest));
    }

    /** Takes what a retry costs; whether there was enough. */
    public boolean retry() {
        if (budget.isEmpty()) {
            return true;
        }
        while (true) {
            RetryBudget.State before = state.get();
            Optional<RetryBudget.State> after = budget.get().afterRetry(before);
            if (after.isEmpty() || state.compareAndSet(before, after.get())) {
                return after.isPresent();
            }
        }
    }
}
