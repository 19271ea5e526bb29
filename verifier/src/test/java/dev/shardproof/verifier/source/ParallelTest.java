package dev.shardproof.verifier.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParallelTest {

    private static final long PATIENCE_SECONDS = 30;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> ended = new ConcurrentLinkedQueue<>();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void theFirstFailureInTheOrderOfAskingIsTold() {
        CountDownLatch laterHasFailed = new CountDownLatch(1);

        assertThatThrownBy(() -> Parallel.onEachToTheEnd(threads, List.of("a", "b", "c", "d"), shard -> {
                    switch (shard) {
                        case "b" -> await(laterHasFailed);
                        case "c" -> laterHasFailed.countDown();
                        default -> {
                            return ended.add(shard);
                        }
                    }
                    throw new SourceException(shard + " fails");
                }))
                .isInstanceOf(SourceException.class)
                .hasMessage("b fails");
        assertThat(ended).as("answers came in before that").containsExactlyInAnyOrder("a", "d");
    }

    @Test
    void whatCanNotBeStoppedKeepsAnInterruptionForLater() throws Exception {
        Thread.currentThread().interrupt();

        List<String> answers = Parallel.onEachToTheEnd(threads, List.of("a", "b"), shard -> shard + " answers");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(answers).containsExactly("a answers", "b answers");
    }

    @Test
    void aFailureIsToldThoughAnInterruptionIsKept() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Parallel.onEachToTheEnd(threads, List.of("a"), shard -> {
                    throw new SourceException("a fails");
                }))
                .hasMessage("a fails");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anInterruptionStopsAllAndIsToldWhenTheyHaveEnded() {
        CountDownLatch stopped = new CountDownLatch(2);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Parallel.onEach(
                        threads,
                        List.of("a", "b"),
                        shard -> {
                            await(stopped);
                            ended.add(shard);
                            throw new SourceException(shard + " was stopped");
                        },
                        shard -> stopped.countDown()))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(ended).containsExactlyInAnyOrder("a", "b");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
