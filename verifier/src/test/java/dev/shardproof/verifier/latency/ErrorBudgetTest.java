package dev.shardproof.verifier.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ErrorBudgetTest {

    @Test
    void allLooksTogetherSpendTheWholeAndNoMore() {
        for (int looks = 1; looks <= ErrorBudget.LOOKS_MAX; looks++) {
            int most = looks;
            double spent = IntStream.rangeClosed(1, looks)
                    .mapToDouble(look -> new ErrorBudget(0.05, look, most).level())
                    .sum();
            assertThat(spent).isCloseTo(0.05, within(1e-12));
        }
    }

    @Test
    void earlyLooksSpendMost() {
        ErrorBudget budget = new ErrorBudget(0.05, 1, 3);

        assertThat(budget.level()).isGreaterThan(budget.at(2).level());
        assertThat(budget.at(2).level()).isGreaterThan(budget.at(3).level());
    }

    @Test
    void impossibleLooksAreRefused() {
        assertThatThrownBy(() -> new ErrorBudget(0.05, 4, 3)).hasMessageContaining("look 4 of 3");
        assertThatThrownBy(() -> new ErrorBudget(0.5, 1, 1)).hasMessageContaining("alpha");
    }
}
