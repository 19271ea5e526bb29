package dev.shardproof.simulator.cluster.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EngineRequestsTest {

    private final EngineRequests requests = new EngineRequests();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final CompletableFuture<Boolean> made = new CompletableFuture<>();

    /** A request that the engine answers when it likes. */
    private void request() {
        begun.countDown();
        try {
            made.complete(answer.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            made.complete(false);
        }
    }

    private CompletableFuture<Throwable> makeOn(Thread[] thread) {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        thread[0] = new Thread(() -> {
            try {
                requests.make(this::request);
                outcome.complete(null);
            } catch (Throwable e) {
                outcome.complete(e);
            }
        });
        thread[0].start();
        return outcome;
    }

    @Test
    void anInterruptWaitsForTheRequestInsteadOfCuttingIt() throws Exception {
        Thread[] thread = new Thread[1];
        CompletableFuture<Throwable> outcome = makeOn(thread);
        begun.await();
        thread[0].interrupt();
        thread[0].join(200);
        assertThat(outcome).isNotDone();
        answer.countDown();
        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
        assertThat(made).isCompletedWithValue(true);
    }

    @Test
    void whoeverStopsWaitsForAllThatIsUnderWay() throws Exception {
        CompletableFuture<Throwable> outcome = makeOn(new Thread[1]);
        begun.await();
        Thread stopping = new Thread(requests::stop);
        stopping.start();
        stopping.join(200);
        assertThat(stopping.isAlive()).isTrue();
        answer.countDown();
        stopping.join();
        assertThat(made).isCompletedWithValue(true);
        assertThat(outcome.get()).isNull();
    }

    @Test
    void nothingIsMadeAfterTheStop() {
        requests.requireWanted();
        requests.stop();
        assertThatThrownBy(requests::requireWanted).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> requests.make(this::request)).isInstanceOf(CancellationException.class);
        assertThat(begun.getCount()).isEqualTo(1);
    }

    @Test
    void aFailureIsThatOfTheRequest() {
        IllegalStateException failure = new IllegalStateException("port is already allocated");
        assertThatThrownBy(() -> requests.make(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }
}
