package dev.shardproof.loadgen.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.shardproof.loadgen.driver.punctuality.Punctuality;
import dev.shardproof.loadgen.shape.LoadShape;
import dev.shardproof.loadgen.workload.CheckoutWorkload;
import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.loadgen.workload.SpreadWorkload;
import dev.shardproof.loadgen.workload.UserWorkload;
import dev.shardproof.loadgen.workload.Workload;
import dev.shardproof.loadgen.workload.key.KeyChooser;
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
import java.util.stream.LongStream;
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
        offer(dispatcher, 1_000);
        dispatcher.finish();

        assertCounts(dispatcher, 1_000, 1_000, 0, 0, 0);
        assertThat(recorded()).hasSize(1_000);
        assertThat(heard.ended).hasSize(1_000);
        assertThat(heard.began).hasValue(1_000);
        assertThat(target.executed()).hasSize(1_000);
        assertThat(started).hasValue(1);
    }

    @Test
    void theSeedAndTheNumberDecideTheOperationNotTheThread() throws Exception {
        TestingTarget one = new TestingTarget(operation -> {});
        Dispatcher ordered = dispatcher(one, 1, PATIENCE);
        offer(ordered, 500);
        ordered.finish();
        heard.ended.clear();
        TestingTarget eight = new TestingTarget(operation -> {});
        Dispatcher parallel = dispatcher(eight, 8, PATIENCE);
        offer(parallel, 500);
        parallel.finish();

        assertThat(eight.executed()).containsExactlyInAnyOrderElementsOf(one.executed());
        assertThat(one.executed().stream().distinct().count()).isGreaterThan(250); // reads of hot keys repeat
    }

    @Test
    void operationsAreDueByTheScheduleWheneverTheyAreInvoked() throws Exception {
        Dispatcher dispatcher = dispatcher(new TestingTarget(operation -> {}), 3, PATIENCE);
        offer(dispatcher, 100);
        dispatcher.finish();

        assertThat(recorded())
                .extracting(operation -> operation.intendedMicros() - 1_000_000_000)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 100).mapToObj(i -> i * 1_000).toList());
    }

    @Test
    void nothingBeginsBeforeItIsDue() throws Exception {
        Dispatcher dispatcher = dispatcher(new TestingTarget(operation -> {}), 2, PATIENCE);
        offer(dispatcher, 1);
        micros.addAndGet(3_000);
        await().atMost(PATIENCE).until(() -> heard.ended.size() == 4);
        dispatcher.finish();

        assertThat(recorded())
                .hasSize(4)
                .allSatisfy(operation ->
                        assertThat(operation.invokedMicros()).isGreaterThanOrEqualTo(operation.intendedMicros()));
    }

    @Test
    void waitingForABusyTargetCountsAsLatencyAndIsNotTheDriversFault() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        Dispatcher dispatcher = dispatcher(
                new TestingTarget(operation -> {
                    entered.countDown();
                    busy.await();
                }),
                1,
                PATIENCE);
        dispatcher.start(heard);
        entered.await();
        micros.addAndGet(5_000_000);
        busy.countDown();
        await().atMost(PATIENCE).until(() -> heard.ended.size() >= 5_000);
        dispatcher.finish();

        assertThat(heard.ended)
                .first()
                .satisfies(first -> assertThat(first.latencyMicros()).isGreaterThanOrEqualTo(5_000_000));
        assertThat(recorded())
                .satisfies(all -> assertThat(
                                all.get(1).invokedMicros() - all.get(1).intendedMicros())
                        .isEqualTo(4_999_000));
        Punctuality punctuality = dispatcher.result().punctuality();
        assertThat(punctuality.waitMaxMicros()).isGreaterThan(4_900_000);
        assertThat(punctuality.ownMaxMicros()).isZero();
        assertThat(punctuality.ownFailedShare()).isZero();
    }

    @Test
    void aPauseOfTheDriverIsItsOwnFault() throws Exception {
        Dispatcher dispatcher = dispatcher(new TestingTarget(operation -> {}), 2, PATIENCE);
        offer(dispatcher, 1); // both threads sleep now until 1 and 2 ms
        Thread.sleep(100); // that they sleep can not be seen from outside; if they do not, the assertions hold as well
        micros.addAndGet(2_000_000); // nobody looks at the clock meanwhile: as if the JVM had stood still
        await().atMost(PATIENCE).until(() -> heard.ended.size() >= 2_001);
        dispatcher.finish();

        Punctuality punctuality = dispatcher.result().punctuality();
        assertThat(punctuality.ownMaxMicros()).isGreaterThan(1_990_000);
        assertThat(punctuality.ownLate()).isBetween(1_740L, 1_760L);
        assertThat(punctuality.ownFailedShare()).isGreaterThan(0.8);
        assertThat(punctuality.waitMaxMicros()).isLessThan(10_000);
    }

    @Test
    void aTargetThatThrowsLeavesAnIndeterminateOperation() throws Exception {
        Dispatcher dispatcher = dispatcher(
                operation -> {
                    throw new IllegalStateException("row data");
                },
                1,
                PATIENCE);
        offer(dispatcher, 3);
        dispatcher.finish();

        assertCounts(dispatcher, 3, 0, 0, 3, 0);
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
        dispatcher.start(heard);
        entered.await();
        micros.addAndGet(2_999);
        dispatcher.finish();

        assertCounts(dispatcher, 3, 0, 0, 1, 2);
        assertThat(dispatcher.result().punctuality().notSent()).isEqualTo(2);
        assertThat(dispatcher.result().punctuality().ownNotSent()).isZero();
        assertThat(recorded())
                .extracting(ClientOperation::outcome, ClientOperation::error, ClientOperation::attempts)
                .containsExactlyInAnyOrder(
                        tuple(Outcome.INDETERMINATE, Dispatcher.UNFINISHED, 1),
                        tuple(Outcome.REJECTED, ClientOperation.NOT_SENT, 0),
                        tuple(Outcome.REJECTED, ClientOperation.NOT_SENT, 0));
        assertThat(heard.ended).hasSize(3);
    }

    @Test
    void nothingIsDueAfterTheEnd() throws Exception {
        Dispatcher dispatcher = dispatcher(new TestingTarget(operation -> {}), 1, PATIENCE);
        offer(dispatcher, 10);
        dispatcher.finish();
        micros.addAndGet(10_000);

        assertThat(dispatcher.isOver()).isTrue();
        assertThat(dispatcher.result().offered()).isEqualTo(10);
        assertThat(heard.ended).hasSize(10);
    }

    @Test
    void theLoadEndsAfterItsTimeEvenIfNobodyEndsIt() throws Exception {
        Dispatcher dispatcher = dispatcher(new TestingTarget(operation -> {}), 4, PATIENCE);
        dispatcher.start(heard);
        micros.addAndGet(11_000_000);
        await().atMost(PATIENCE).until(() -> heard.ended.size() >= 10_000);
        dispatcher.finish();

        assertCounts(dispatcher, 10_000, 10_000, 0, 0, 0);
    }

    @Test
    void usersOfAClosedModelDoOneOperationAfterTheOther() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Dispatcher dispatcher = dispatcher(
                new LoadModel.Closed(3, Duration.ofMillis(1)),
                CHECKOUT,
                new TestingTarget(operation -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    micros.addAndGet(1_000); // the target's time, and everybody's
                    atOnce.decrementAndGet();
                }),
                PATIENCE);
        dispatcher.start(heard);
        await().atMost(PATIENCE).until(() -> {
            micros.addAndGet(1_000);
            return heard.ended.size() >= 100;
        });
        dispatcher.finish();

        List<ClientOperation> recorded = recorded();
        assertThat(dispatcher.result().offered()).isEqualTo(recorded.size());
        assertThat(dispatcher.result().notSent()).isZero();
        assertThat(most.get()).isBetween(1, 3);
        assertThat(recorded)
                .allSatisfy(operation -> assertThat(operation.latencyMicros()).isLessThan(1_000_000));
    }

    @Test
    void aHistoryThatCannotBeWrittenEndsTheLoad() throws Exception {
        history.close();
        Dispatcher dispatcher = dispatcher(new TestingTarget(operation -> {}), 1, PATIENCE);
        dispatcher.start(heard);
        assertThat(stop.await(PATIENCE)).isTrue();
        dispatcher.finish();

        assertThatThrownBy(dispatcher::result).hasMessageContaining("the load driver broke");
    }

    @Test
    void theHistoryTellsInstancesAndKeysApartWithoutTellingTheKeys() throws Exception {
        TestingTarget target = new TestingTarget(operation -> {});
        Workload reads = new UserWorkload(
                List.of(new UserWorkload.Statement("read", "SELECT :key", 1, Optional.empty())),
                LongStream.range(0, 100).mapToObj(key -> (Object) key).toList(),
                KeyChooser.uniform(100));
        Dispatcher dispatcher = dispatcher(new SpreadWorkload(reads, 3), target, 1, PATIENCE);
        offer(dispatcher, 300);
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
        return dispatcher(new LoadModel.Open(LoadShape.constant(1_000), threads), workload, target, drain);
    }

    private Dispatcher dispatcher(LoadModel model, Workload workload, Target target, Duration drain) {
        LoadSettings settings = new LoadSettings(
                model,
                Duration.ofSeconds(10),
                drain,
                42,
                folder.resolve("report"),
                folder.resolve("punctuality"),
                new KeyPseudonym(new byte[16]));
        return new Dispatcher(settings, workload, target, history, started::incrementAndGet, stop, micros::get);
    }

    /** Lets so many milliseconds pass before the load begins to look at the clock: one operation each is due. */
    private void offer(Dispatcher dispatcher, int count) throws InterruptedException {
        dispatcher.start(heard);
        micros.addAndGet(count * 1_000L - 1);
        await().atMost(PATIENCE).until(() -> heard.ended.size() >= count);
    }

    private List<ClientOperation> recorded() throws IOException {
        history.close();
        List<ClientOperation> operations = new ArrayList<>();
        new HistoryReader(folder.resolve("history")).read(operations::add);
        return operations;
    }

    private static void assertCounts(
            Dispatcher dispatcher, long offered, long acknowledged, long rejected, long indeterminate, long notSent) {
        assertThat(dispatcher.result())
                .extracting(
                        LoadResult::offered,
                        LoadResult::acknowledged,
                        LoadResult::rejected,
                        LoadResult::indeterminate,
                        LoadResult::notSent)
                .containsExactly(offered, acknowledged, rejected, indeterminate, notSent);
    }

    private static final class RecordingListener implements OperationListener {
        private final ConcurrentLinkedQueue<ClientOperation> ended = new ConcurrentLinkedQueue<>();
        private final AtomicInteger began = new AtomicInteger();

        @Override
        public void began() {
            began.incrementAndGet();
        }

        @Override
        public void ended(ClientOperation operation) {
            ended.add(operation);
        }
    }
}
