package dev.shardproof.simulator.client.safeguard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.topology.ShardId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ShardBreakersTest {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");
    private static final Attempt TIMED_OUT = failed("57014", FailureKind.TRANSIENT);
    private static final Attempt SUCCEEDED = Attempt.succeeded(List.of());

    private final AtomicLong now = new AtomicLong();
    private final ShardBreakers breakers =
            breakers(Optional.of(new BreakerPolicy(50, Duration.ofSeconds(10), Duration.ofSeconds(5), 4, 2)));

    @Test
    void itOpensAtTheRateForItsShardAloneAndLetsTrialsThroughLater() {
        all(S0, SUCCEEDED, SUCCEEDED, TIMED_OUT);
        assertThat(breakers.permit(S0)).isTrue();
        breakers.ended(S0, TIMED_OUT, now.get());
        assertThat(breakers.permit(S0)).as("half of four have failed").isFalse();
        assertThat(breakers.permit(S1)).isTrue();
        assertThat(breakers.open()).isEqualTo(1);

        pass(4);
        assertThat(breakers.permit(S0)).isFalse();
        pass(2);
        assertThat(breakers.permit(S0)).isTrue();
        assertThat(breakers.permit(S0)).isTrue();
        assertThat(breakers.permit(S0)).as("only two trials").isFalse();
        breakers.ended(S0, SUCCEEDED, now.get());
        breakers.ended(S0, SUCCEEDED, now.get());
        assertThat(breakers.permit(S0)).isTrue();
        assertThat(breakers.open()).isZero();
    }

    @Test
    void trialsThatFailOpenItAgain() {
        all(S0, TIMED_OUT, TIMED_OUT, TIMED_OUT, TIMED_OUT);
        pass(6);
        all(S0, TIMED_OUT, TIMED_OUT);
        assertThat(breakers.permit(S0)).isFalse();
    }

    @Test
    void whatIsOlderThanTheWindowDoesNotCount() {
        all(S0, TIMED_OUT, TIMED_OUT, TIMED_OUT);
        pass(11);
        all(S0, TIMED_OUT, TIMED_OUT, TIMED_OUT);
        assertThat(breakers.permit(S0)).isTrue();
    }

    @Test
    void answersThatAreNoIllnessDoNotCount() {
        for (int i = 0; i < 20; i++) {
            all(
                    S0,
                    failed("SP001", FailureKind.MOVED),
                    failed("40P01", FailureKind.TRANSIENT),
                    failed("23505", FailureKind.PERMANENT));
        }
        assertThat(breakers.permit(S0)).isTrue();
    }

    @Test
    void anAttemptThatSaysNothingGivesItsTrialBack() {
        all(S0, TIMED_OUT, TIMED_OUT, TIMED_OUT, TIMED_OUT);
        pass(6);
        for (int i = 0; i < 5; i++) {
            assertThat(breakers.permit(S0)).isTrue();
            breakers.ended(S0, null, now.get());
        }
    }

    @Test
    void withoutAPolicyNothingIsEverRefused() {
        ShardBreakers none = breakers(Optional.empty());
        for (int i = 0; i < 200; i++) {
            assertThat(none.permit(S0)).isTrue();
            none.ended(S0, TIMED_OUT, now.get());
        }
        assertThat(none.open()).isZero();
    }

    private ShardBreakers breakers(Optional<BreakerPolicy> policy) {
        return new ShardBreakers(policy, List.of(S0, S1), now::get);
    }

    private void all(ShardId shard, Attempt... attempts) {
        for (Attempt attempt : attempts) {
            assertThat(breakers.permit(shard)).isTrue();
            breakers.ended(shard, attempt, now.get());
        }
    }

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private static Attempt failed(String state, FailureKind kind) {
        return Attempt.failed(new SQLException("planted", state), kind);
    }
}
