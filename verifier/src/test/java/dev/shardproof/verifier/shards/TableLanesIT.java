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
import dev.shardproof.verifier.table.TableLayout;
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
import java.util.stream.Stream;
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
            CheckResult result = new FullChecksum(rows(source, target, "a", "b"), System::nanoTime).run();
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

    @Test
    void theTargetIsAskedForATableWhileTheSourceStillThinksAboutIt() throws Exception {
        TestingShards.empty();
        TestingShards.executeOnAll("CREATE TABLE a (k int PRIMARY KEY)");
        try (SnapshotSet source = open("s0");
                SnapshotSet target = open("s1");
                Held held = new Held(source)) {
            Future<List<TableLayout>> layouts = held.threads.submit(() -> SnapshotSet.layouts(
                    source, target, TableMapping.same(TableSpec.sharded("public", "a")), ImageForm.EXACT));

            String asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = 's1' AND query LIKE '%pg_attribute%'"
                    + " AND pid <> pg_backend_pid()";
            await().until(() -> TestingShards.query("s0", asked).equals("1"));
            assertThat(layouts).isNotDone();
            held.letGo();
            assertThat(layouts.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).hasSize(2);
        }
    }

    @Test
    void whatIsWrongWithATableIsSaidOfThatTable() throws Exception {
        TestingShards.empty();
        TestingShards.executeOnAll("CREATE TABLE a (k int PRIMARY KEY); CREATE TABLE b (k int PRIMARY KEY);"
                + "CREATE TABLE c (k int PRIMARY KEY); CREATE TABLE d (k int PRIMARY KEY)");
        TestingShards.execute("s1", "DROP TABLE b; ALTER TABLE c ADD COLUMN more int");
        try (SnapshotSet source = open("s0");
                SnapshotSet target = open("s1")) {
            ComparedRows rows = rows(source, target, "a", "b", "c", "d");

            assertThat(rows.comparisons())
                    .extracting(comparison -> comparison.table().spec().name())
                    .containsExactly("a", "d");
            assertThat(rows.unjudged()).containsOnlyKeys("public.b", "public.c");
            assertThat(rows.unjudged().get("public.b")).startsWith("shard s1: table public.b is not there");
            assertThat(rows.unjudged().get("public.c")).contains("more is missing on s0");
        }
    }

    @Test
    void whoIsInterruptedWhileTablesAreLookedUpCanAskAgain() throws Exception {
        TestingShards.empty();
        TestingShards.executeOnAll("CREATE TABLE a (k int PRIMARY KEY); CREATE TABLE b (k int PRIMARY KEY)");
        try (SnapshotSet source = open("s0");
                SnapshotSet target = open("s1");
                Held held = new Held(source)) {
            ComparedRows rows = rows(source, target, "a", "b");
            Future<?> interrupted = held.threads.submit(() -> {
                Thread.currentThread().interrupt();
                return rows.comparisons();
            });

            assertThatThrownBy(() -> interrupted.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
            held.letGo();
            assertThat(rows.comparisons()).hasSize(2);
            assertThat(rows.unjudged()).isEmpty();
        }
    }

    /** The only session of each shard is busy until it is let go. */
    private static final class Held implements AutoCloseable {

        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final CountDownLatch end = new CountDownLatch(1);
        private final Future<?> holder;

        Held(SnapshotSet snapshots) throws Exception {
            CountDownLatch busy = new CountDownLatch(snapshots.shards().size());
            holder = threads.submit(() -> snapshots.onEach(snapshots.shards(), reader -> {
                busy.countDown();
                return awaited(end);
            }));
            assertThat(busy.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        void letGo() throws Exception {
            end.countDown();
            holder.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }

    private static ComparedRows rows(SnapshotSet source, SnapshotSet target, String... tables) {
        return ComparedRows.sides(
                source,
                target,
                Stream.of(tables)
                        .map(table -> TableMapping.same(TableSpec.sharded("public", table)))
                        .toList(),
                ImageForm.EXACT);
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
