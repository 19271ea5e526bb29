package dev.shardproof.simulator.client.safeguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HedgedReadsTest {

    private static final Attempt FAILED = Attempt.failed(new SQLException("planted", "08006"), FailureKind.TRANSIENT);

    private final HedgedReads soon = new HedgedReads(Duration.ofMillis(1));
    private final HedgedReads late = new HedgedReads(Duration.ofHours(1));
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void close() {
        never.countDown();
        soon.close();
        late.close();
    }

    @Test
    void aReadThatHangsIsAnsweredByTheSecondOne() {
        Attempt answer = soon.run(hangsFirst(Attempt.succeeded(List.of(2L))), () -> true);

        assertThat(answer.observed()).containsExactly(2L);
    }

    @Test
    void aReadThatAnswersInTimeIsAskedOnce() {
        assertThat(late.run(() -> Attempt.succeeded(List.of((long) asked.incrementAndGet())), () -> true)
                        .observed())
                .containsExactly(1L);
    }

    @Test
    void aSecondOneThatIsNotAllowedIsNotAsked() {
        Attempt answer = soon.run(
                () -> {
                    asked.incrementAndGet();
                    return awaitThen(Attempt.succeeded(List.of(1L)));
                },
                () -> {
                    never.countDown();
                    return false;
                });

        assertThat(answer.observed()).containsExactly(1L);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aFailureIsOneOnlyWhenBothHaveFailed() {
        CountDownLatch secondHasFailed = new CountDownLatch(1);
        Attempt answer = soon.run(
                () -> {
                    if (asked.incrementAndGet() == 1) {
                        await(secondHasFailed);
                        return Attempt.succeeded(List.of(1L));
                    }
                    secondHasFailed.countDown();
                    return FAILED;
                },
                () -> true);
        assertThat(answer.succeeded()).isTrue();
        assertThat(late.run(() -> FAILED, () -> true)).isSameAs(FAILED);
    }

    @Test
    void anExceptionOfTheReadIsTheCallers() {
        assertThatThrownBy(() -> late.run(
                        () -> {
                            throw new IllegalStateException("planted");
                        },
                        () -> true))
                .hasMessage("planted");
    }

    private Supplier<Attempt> hangsFirst(Attempt second) {
        return () -> asked.incrementAndGet() == 1 ? awaitThen(FAILED) : second;
    }

    private Attempt awaitThen(Attempt attempt) {
        await(never);
        return attempt;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
