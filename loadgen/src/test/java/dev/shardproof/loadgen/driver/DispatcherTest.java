package dev.shardproof.loadgen.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.shardproof.loadgen.workload.CheckoutWorkload;
import dev.shardproof.loadgen.workload.KeyChooser;
import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.loadgen.workload.SpreadWorkload;
import dev.shardproof.loadgen.workload.Workload;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.HistoryReader;
import dev.shardproof.verifier.history.HistoryWriter;
import dev.shardproof.verifier.history.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DispatcherTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Workload CHECKOUT = new CheckoutWorkload(KeyChooser.zipf(100, 0.99), 0.5);

    @TempDir
    private Path folder;

    private final AtomicLong micros = new AtomicLong(1_000_000_000);
    private final AtomicInteger started = new AtomicInteger();
    private final StopSignal stop = new StopSignal();
    private final RecordingListener heard = new RecordingListener();
    private HistoryWriter history;

    @BeforeEach
    void openTheHistory() throws IOException {
        history = new HistoryWriter(folder.resolve("history"));
    }

    @AfterEach
    void closeTheHistory() throws IOException {
        history.close();
    }

    @Test
    void everythingThatWasDueIsRecordedOnce() throws Exception {
        TestingTarget target = new TestingTarget(operation -> {});
        Dispatcher dispatcher = dispatcher(target, 4, PATIENCE);
        releaseAll(dispatcher, 1_000);
        dispatcher.finish();

        assertThat(dispatcher.result()).isEqualTo(result(1_000, 1_000, 0, 0, 0));
        assertThat(recorded()).hasSize(1_000);
        assertThat(heard.ended).hasSize(1_000);
        assertThat(target.executed()).hasSize(1_000);
        assertThat(started).hasValue(1);
    }

    @Test
    void theSeedAndTheNumberDecideTheOperationNotTheThread() throws Exception {
        TestingTarget one = new TestingTarget(operation -> {});
        Dispatcher ordered = dispatcher(one, 1, PATIENCE);
        releaseAll(ordered, 500);
        ordered.finish();
        TestingTarget eight = new TestingTarget(operation -> {});
        Dispatcher parallel = dispatcher(eight, 8, PATIENCE);
        for (int number = 499; number >= 0; number--) {
            parallel.release(number, heard);
        }
        parallel.finish();

        assertThat(eight.executed()).containsExactlyInAnyOrderElementsOf(one.executed());
        assertThat(one.executed().stream().distinct().count()).isGreaterThan(250); // reads of hot keys repeat
    }

    @Test
    void waitingForABusyDriverCountsAsLatency() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        Dispatcher dispatcher = dispatcher(new TestingTarget(operation -> busy.await()), 1, PATIENCE);
        releaseAll(dispatcher, 2);
        micros.addAndGet(5_000_000);
        busy.countDown();
        await().until(() -> heard.ended.size() == 2);

        assertThat(heard.ended)
                .allSatisfy(operation -> assertThat(operation.latencyMicros()).isGreaterThanOrEqualTo(5_000_000))
                .last()
                .satisfies(second -> assertThat(second.invokedMicros() - second.intendedMicros())
                        .isGreaterThanOrEqualTo(5_000_000));
    }

    @Test
    void aTargetThatThrowsLeavesAnIndeterminateOperation() throws Exception {
        Dispatcher dispatcher = dispatcher(
                operation -> {
                    throw new IllegalStateException("row data");
                },
                1,
                PATIENCE);
        releaseAll(dispatcher, 3);
        dispatcher.finish();

        assertThat(dispatcher.result()).isEqualTo(result(3, 0, 0, 3, 0));
        assertThat(recorded()).extracting(ClientOperation::error).containsOnly("IllegalStateException");
        assertThat(started).hasValue(0);
    }

    @Test
    void whatDoesNotEndInTimeIsGivenUpAndSaidSo() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        Dispatcher dispatcher = dispatcher(
                new TestingTarget(operation -> {
                    entered.countDown();
                    new CountDownLatch(1).await();
                }),
                1,
                Duration.ZERO);
        releaseAll(dispatcher, 3);
        entered.await();
        dispatcher.finish();

        assertThat(dispatcher.result()).isEqualTo(result(3, 0, 0, 1, 2));
        assertThat(recorded())
                .extracting(ClientOperation::outcome, ClientOperation::error, ClientOperation::attempts)
                .containsExactlyInAnyOrder(
                        tuple(Outcome.INDETERMINATE, Dispatcher.UNFINISHED, 1),
                        tuple(Outcome.REJECTED, ClientOperation.NOT_SENT, 0),
                        tuple(Outcome.REJECTED, ClientOperation.NOT_SENT, 0));
        assertThat(heard.ended).hasSize(3);
    }

    @Test
    void slotsThatNobodyReleasedAreNotForgotten() throws Exception {
        Dispatcher dispatcher = dispatcher(new TestingTarget(operation -> {}), 1, Duration.ZERO);
        dispatcher.release(0, heard);
        micros.addAndGet(100_000); // 0 to 99 ms at 1000/s: 100 slots
        dispatcher.finish();

        assertThat(dispatcher.result().offered()).isEqualTo(100);
        assertThat(dispatcher.result().notSent()).isBetween(99L, 100L); // the first one may or may not have begun
        assertThat(recorded()).hasSize(100);
    }

    @Test
    void nothingIsDueAfterTheEnd() throws Exception {
        Dispatcher dispatcher = dispatcher(new TestingTarget(operation -> {}), 1, PATIENCE);
        releaseAll(dispatcher, 10);
        dispatcher.finish();
        dispatcher.release(10, heard);

        assertThat(dispatcher.isOver()).isTrue();
        assertThat(dispatcher.result().offered()).isEqualTo(10);
        assertThat(heard.skipped).hasValue(1);
    }

    @Test
    void aHistoryThatCannotBeWrittenEndsTheLoad() throws Exception {
        history.close();
        Dispatcher dispatcher = dispatcher(new TestingTarget(operation -> {}), 1, PATIENCE);
        releaseAll(dispatcher, 1);
        assertThat(stop.await(PATIENCE)).isTrue();
        dispatcher.finish();

        assertThatThrownBy(dispatcher::result).hasMessageContaining("the load driver broke");
    }

    @Test
    void theHistoryTellsInstancesAndKeysApartWithoutTellingTheKeys() throws Exception {
        TestingTarget target = new TestingTarget(operation -> {});
        Dispatcher dispatcher = dispatcher(new SpreadWorkload(CHECKOUT, 3), target, 1, PATIENCE);
        releaseAll(dispatcher, 300);
        dispatcher.finish();

        List<ClientOperation> recorded = recorded();
        Map<Object, Set<Long>> pseudonyms = new HashMap<>();
        for (int i = 0; i < 300; i++) { // one thread: in the same order
            Operation operation = target.executed().get(i);
            assertThat(recorded.get(i).instance()).isEqualTo(operation.instance());
            pseudonyms
                    .computeIfAbsent(operation.key(), key -> new HashSet<>())
                    .add(recorded.get(i).key());
            assertThat(recorded.get(i).key()).isNotEqualTo(operation.key());
        }
        assertThat(recorded).extracting(ClientOperation::instance).containsOnly(0, 1, 2);
        assertThat(pseudonyms.values()).allMatch(one -> one.size() == 1).doesNotHaveDuplicates();
        assertThat(new KeyPseudonym(new byte[17]).of(1L)).isNotEqualTo(new KeyPseudonym(new byte[16]).of(1L));
        assertThatThrownBy(() -> new KeyPseudonym(new byte[3])).hasMessageContaining("16 are needed");
    }

    private Dispatcher dispatcher(Target target, int threads, Duration drain) {
        return dispatcher(CHECKOUT, target, threads, drain);
    }

    private Dispatcher dispatcher(Workload workload, Target target, int threads, Duration drain) {
        LoadSettings settings = new LoadSettings(
                1_000,
                Duration.ofSeconds(10),
                drain,
                threads,
                42,
                folder.resolve("report"),
                new KeyPseudonym(new byte[16]));
        return new Dispatcher(settings, workload, target, history, started::incrementAndGet, stop, micros::get);
    }

    private void releaseAll(Dispatcher dispatcher, int count) {
        for (int number = 0; number < count; number++) {
            dispatcher.release(number, heard);
        }
    }

    private List<ClientOperation> recorded() throws IOException {
        history.close();
        List<ClientOperation> operations = new ArrayList<>();
        new HistoryReader(folder.resolve("history")).read(operations::add);
        return operations;
    }

    private static LoadResult result(long offered, long acknowledged, long rejected, long indeterminate, long notSent) {
        return new LoadResult(offered, acknowledged, rejected, indeterminate, notSent, Optional.empty());
    }

    private static final class RecordingListener implements OperationListener {
        private final ConcurrentLinkedQueue<ClientOperation> ended = new ConcurrentLinkedQueue<>();
        private final AtomicInteger skipped = new AtomicInteger();

        @Override
        public void ended(ClientOperation operation) {
            ended.add(operation);
        }

        @Override
        public void skipped() {
            skipped.incrementAndGet();
        }
    }
}
