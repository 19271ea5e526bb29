package dev.shardproof.scenarios.judgement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EvidenceTest {

    private final AtomicInteger closed = new AtomicInteger();
    private final AutoCloseable thing = closed::incrementAndGet;

    @Test
    void whatComesInTimeIsThereUntilItIsClosed() throws Exception {
        Evidence<AutoCloseable> evidence = Evidence.of(() -> thing);

        assertThat(evidence.value()).contains(thing);
        assertThat(closed).hasValue(0);
        evidence.close();
        assertThat(closed).hasValue(1);
    }

    @Test
    void whatFailsIsAReasonToBeInconclusive() throws Exception {
        Evidence<AutoCloseable> evidence = Evidence.of(() -> {
            throw new IOException("the server is gone");
        });

        CheckResult result = evidence.check("rowCount", any -> {
                    throw new AssertionError("there is nothing to check");
                })
                .run();

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.check()).isEqualTo("rowCount");
        assertThat(result.summary()).isEqualTo("nothing could be compared: the server is gone");
        assertThat(evidence.then(any -> thing).reason()).isEqualTo("the server is gone");
    }

    @Test
    void nobodyWaitsForAServerThatDoesNotAnswerAndWhatItSaysLateIsClosed() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        Evidence<AutoCloseable> evidence = Evidence.of(
                () -> {
                    answer.await();
                    return thing;
                },
                Duration.ofMillis(1));

        assertThat(evidence.value()).isEmpty();
        assertThat(evidence.reason()).contains("did not answer");
        answer.countDown();
        await().atMost(Duration.ofSeconds(30)).until(() -> closed.get() == 1);
    }

    @Test
    void evidenceIsThereOrThereIsAReason() {
        assertThatThrownBy(() -> new Evidence<>(Optional.of(thing), "but why"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Evidence.missing("")).isInstanceOf(IllegalArgumentException.class);
    }
}
