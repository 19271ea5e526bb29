package dev.shardproof.simulator.client.safeguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private final RetryBudget budget = new RetryBudget(0.1, 5);

    @Test
    void aBurstIsGrantedAndThenOneRetryForEachTenRequests() {
        RetryBudget.State state = budget.full();
        for (int i = 0; i < 5; i++) {
            state = budget.afterRetry(state).orElseThrow();
        }
        assertThat(budget.afterRetry(state)).isEmpty();
        for (int i = 0; i < 9; i++) {
            state = budget.afterRequest(state);
        }
        assertThat(budget.afterRetry(state)).isEmpty();
        state = budget.afterRequest(budget.afterRequest(state));
        assertThat(budget.afterRetry(state)).isPresent();
    }

    @Test
    void tokensAreSavedUpToTheBurstOnly() {
        RetryBudget.State state = budget.full();
        for (int i = 0; i < 1_000; i++) {
            state = budget.afterRequest(state);
        }
        assertThat(state.tokens()).isEqualTo(5);
    }

    @Test
    void retriesNeverExceedTheirShareOfTheRequestsPlusTheBurst() {
        SplittableRandom random = new SplittableRandom(7);
        RetryBudget.State state = budget.full();
        long requests = 0;
        long retries = 0;
        for (int i = 0; i < 100_000; i++) {
            if (random.nextInt(4) == 0) {
                state = budget.afterRequest(state);
                requests++;
            } else {
                Optional<RetryBudget.State> after = budget.afterRetry(state);
                retries += after.isPresent() ? 1 : 0;
                state = after.orElse(state);
            }
            assertThat((double) retries).isLessThanOrEqualTo(0.1 * requests + 5 + 1e-6);
        }
        assertThat(retries).as("all that is allowed is used").isGreaterThan((long) (0.099 * requests));
    }

    @Test
    void impossibleBudgetsAreRefused() {
        assertThatThrownBy(() -> new RetryBudget(0, 5)).hasMessageContaining("share");
        assertThatThrownBy(() -> new RetryBudget(1.1, 5)).hasMessageContaining("share");
        assertThatThrownBy(() -> new RetryBudget(0.1, 0.5)).hasMessageContaining("burst");
    }
}
