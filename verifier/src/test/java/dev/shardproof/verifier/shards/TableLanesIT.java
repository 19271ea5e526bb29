package dev.shardproof.verifier.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.checksum.FullChecksum;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.source.Pace;
import dev.shardproof.verifier.source.ScanSettings;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TableLanesIT {

    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch sourceHasReadB = new CountDownLatch(1);
    private volatile boolean sourceWaited;

    @Test
    void aShardThatIsDoneWithATableDoesNotWaitForOthersThatAreNot() throws Exception {
        TestingShards.empty();
        TestingShards.executeOnAll("CREATE TABLE a (k int PRIMARY KEY); CREATE TABLE b (k int PRIMARY KEY);"
                + "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)");

        try (SnapshotSet source = open("s0");
                SnapshotSet target = open("s1")) {
            ComparedRows rows = ComparedRows.sides(
                    source,
                    target,
                    List.of(
                            TableMapping.same(TableSpec.sharded("public", "a")),
                            TableMapping.same(TableSpec.sharded("public", "b"))),
                    ImageForm.EXACT);
            CheckResult result = new FullChecksum(rows, System::nanoTime).run();
            assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        }

        assertThat(sourceWaited)
                .as("the source read table b only after the target was done with table a")
                .isFalse();
    }

    @Test
    void whoIsInterruptedWhileAllSessionsAreBusyLeavesTheQueue() throws Exception {
        TestingShards.empty();
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (SnapshotSet one = open("s0")) {
            Future<?> first = threads.submit(() -> one.onEach(one.shards(), reader -> {
                busy.countDown();
                return awaited(end);
            }));
            assertThat(busy.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            Future<?> second = threads.submit(() -> {
                Thread.currentThread().interrupt();
                return one.onEach(one.shards(), reader -> "too late");
            });

            assertThatThrownBy(() -> second.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            end.countDown();
            first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(one.onEach(one.shards(), reader -> reader.texts("ask", "SELECT 1", List.of())))
                    .as("the session is still there")
                    .containsEntry("s0", List.of(List.of("1")));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aCancelledTaskLeavesNoTraceInItsSession() throws Exception {
        TestingShards.empty();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (SnapshotSet one = open("s0")) {
            Thread[] caller = {null};
            Future<?> asked = threads.submit(() -> {
                caller[0] = Thread.currentThread();
                return one.onEach(one.shards(), reader -> reader.texts("sleep", "SELECT pg_sleep(600)", List.of()));
            });
            String sleeping = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
            await().until(() -> TestingShards.query("s0", sleeping).equals("1"));
            caller[0].interrupt();

            assertThatThrownBy(() -> asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
            assertThat(one.onEach(one.shards(), reader -> reader.texts("ask", "SELECT 1", List.of())))
                    .containsEntry("s0", List.of(List.of("1")));
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The target's reading of table a takes until the source has read table b. */
    private SnapshotSet open(String shard) throws Exception {
        Pace pace = new Pace() {
            @Override
            public void await(String any) {
                // Never in a hurry.
            }

            @Override
            public void done(ScannedChunk chunk) {
                if (chunk.shard().equals("s0") && chunk.table().equals("public.b")) {
                    sourceHasReadB.countDown();
                }
                if (chunk.shard().equals("s1") && chunk.table().equals("public.a")) {
                    sourceWaited = !awaited(sourceHasReadB);
                }
            }
        };
        return SnapshotSet.open(
                List.of(new ShardDatabase(shard, TestingShards.database(shard))),
                new PostgresDialect(),
                SessionLimits.DEFAULT,
                new ScanSettings(Duration.ofMillis(500), 1, pace));
    }
}
