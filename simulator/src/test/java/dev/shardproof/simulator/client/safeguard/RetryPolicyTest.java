package dev.shardproof.simulator.client.safeguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private final RetryPolicy policy =
            new RetryPolicy(2, Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofSeconds(1));

    @Test
    void transientFailuresAreRetriedAsOftenAsAllowed() {
        assertThat(policy.delayBeforeRetry(FailureKind.TRANSIENT, true, 2, 0, 0))
                .isPresent();
        assertThat(policy.delayBeforeRetry(FailureKind.TRANSIENT, true, 3, 0, 0))
                .isEmpty();
    }

    @Test
    void anIndeterminateWriteIsNeverRepeatedButAReadIs() {
        assertThat(policy.delayBeforeRetry(FailureKind.INDETERMINATE, true, 1, 0, 0))
                .isEmpty();
        assertThat(policy.delayBeforeRetry(FailureKind.INDETERMINATE, false, 1, 0, 0))
                .isPresent();
    }

    @Test
    void aMovedRangeIsRetriedUntilTheTimeIsOver() {
        assertThat(policy.delayBeforeRetry(FailureKind.MOVED, true, 50, 0, 0)).isPresent();
        assertThat(policy.delayBeforeRetry(FailureKind.MOVED, true, 50, 1_000_000_000L, 0))
                .isEmpty();
    }

    @Test
    void delaysDoubleUpToTheLongestAndAreJittered() {
        assertThat(policy.delayBeforeRetry(FailureKind.MOVED, true, 1, 0, 0.5)).hasValue(5_000_000);
        assertThat(policy.delayBeforeRetry(FailureKind.MOVED, true, 2, 0, 0.5)).hasValue(10_000_000);
        assertThat(policy.delayBeforeRetry(FailureKind.MOVED, true, 60, 0, 0.5)).hasValue(12_500_000);
    }

    @Test
    void fixedDelaysNeitherGrowNorVary() {
        RetryPolicy fixed = new RetryPolicy(
                9, Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofSeconds(1), RetryPolicy.Backoff.FIXED);
        assertThat(fixed.delayBeforeRetry(FailureKind.TRANSIENT, true, 1, 0, 0.3))
                .hasValue(10_000_000);
        assertThat(fixed.delayBeforeRetry(FailureKind.TRANSIENT, true, 9, 0, 0.9))
                .hasValue(10_000_000);
    }

    @ParameterizedTest
    @CsvSource({
        "SP001, true, MOVED",
        "08006, true, INDETERMINATE",
        "08006, false, TRANSIENT",
        "40P01, true, TRANSIENT",
        "57P01, true, INDETERMINATE",
        "57P02, true, INDETERMINATE",
        "57P01, false, TRANSIENT",
        "57P03, true, TRANSIENT",
        "57014, false, TRANSIENT",
        "23505, true, PERMANENT",
        "99999, true, INDETERMINATE",
        "99999, false, PERMANENT",
        "42P01, false, PERMANENT"
    })
    void theSqlStateSaysWhetherTheTransactionMayHaveHappened(String state, boolean commitSent, FailureKind kind) {
        assertThat(SqlStates.kindOf(new SQLException("refused", state), commitSent))
                .isEqualTo(kind);
    }

    @Test
    void aPoolThatIsExhaustedSentNothing() {
        assertThat(SqlStates.kindOf(new SQLTransientConnectionException("no connection", "08001"), true))
                .isEqualTo(FailureKind.TRANSIENT);
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> new RetryPolicy(-1, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("retries");
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofMillis(2), Duration.ofMillis(1), Duration.ofSeconds(1)))
                .hasMessageContaining("impossible");
    }

    @Test
    void aStormRetriesAtOnceAndAsOftenAsItIsTold() {
        RetryPolicy own = new RetryPolicy(3, Duration.ofMillis(20), Duration.ofMillis(500), Duration.ofSeconds(8));
        RetryPolicy storm = own.storm(20);

        assertThat(storm.timeout()).isEqualTo(Duration.ofSeconds(42));
        assertThat(own.delayBeforeRetry(FailureKind.TRANSIENT, false, 20, 0, 0.9))
                .isEmpty();
        assertThat(storm.delayBeforeRetry(FailureKind.TRANSIENT, false, 20, 0, 0.9))
                .hasValue(0);
        assertThat(storm.delayBeforeRetry(FailureKind.TRANSIENT, false, 21, 0, 0.9))
                .isEmpty();
        assertThat(storm.delayBeforeRetry(FailureKind.INDETERMINATE, true, 1, 0, 0.9))
                .as("a write that may have happened is not repeated in a storm either")
                .isEmpty();
    }
}
