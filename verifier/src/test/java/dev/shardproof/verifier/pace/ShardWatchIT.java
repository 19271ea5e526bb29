package dev.shardproof.verifier.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.verifier.dialect.postgres.PostgresWatch;
import dev.shardproof.verifier.live.TestingReplication;
import dev.shardproof.verifier.plan.Manners;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.watch.ServerGauge.Follower;
import dev.shardproof.verifier.source.watch.ServerGauge.LogicalSlot;
import dev.shardproof.verifier.source.watch.ShardWatch;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers say of themselves, and how a scan heeds it, with a real standby. */
class ShardWatchIT {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void aScanWaitsForALaggingStandbyAndGoesOnWhenItHasCaughtUp() throws Exception {
        DataSource standby = TestingReplication.standby();
        TestingReplication.catchUp();
        Manners manners = manners(Optional.of(Duration.ofMillis(700)), Optional.empty(), Optional.empty());
        try (ShardWatch watch = watch(TestingReplication.publisher())) {
            PoliteScan scan = scan(manners, watch);
            scan.requireMeasurable();
            scan.await("s0");
            assertThat(heard).isEmpty();
            CompletableFuture<Void> waiting;
            TestingReplication.execute(standby, "SELECT pg_wal_replay_pause()");
            try {
                await().until(() -> TestingReplication.query(standby, "SELECT pg_get_wal_replay_pause_state()")
                        .equals("paused"));
                TestingReplication.execute(TestingReplication.publisher(), "SELECT pg_current_xact_id()");
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    watchUntilLate(scan);
                    return !heard.isEmpty();
                });
                assertThat(heard.get(0)).startsWith("paused LAG s0's replica standby1 is ");
                waiting = CompletableFuture.runAsync(() -> watchUntilLate(scan));
            } finally {
                TestingReplication.execute(standby, "SELECT pg_wal_replay_resume()");
            }
            waiting.get(30, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(heard).contains("resumed LAG"));
            assertThat(scan.waited()).containsKey(WaitReason.LAG);
        }
    }

    private static void watchUntilLate(PoliteScan scan) {
        try {
            CompletableFuture.runAsync(() -> {
                        try {
                            scan.await("s0");
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .orTimeout(1, TimeUnit.SECONDS)
                    .join();
        } catch (java.util.concurrent.CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(java.util.concurrent.TimeoutException.class);
        }
    }

    @Test
    void aStandbyKnowsItsOwnLag() throws Exception {
        DataSource standby = TestingReplication.standby();
        TestingReplication.catchUp();
        try (ShardWatch watch = watch(standby);
                ShardWatch primary = watch(TestingReplication.publisher())) {
            assertThat(watch.position().standby()).isTrue();
            assertThat(watch.position().replaying()).isFalse();
            assertThat(watch.position().system()).isEqualTo(primary.position().system());
            assertThat(primary.position().standby()).isFalse();
            TestingReplication.execute(standby, "SELECT pg_wal_replay_pause()");
            try {
                TestingReplication.execute(
                        TestingReplication.publisher(), "CREATE TABLE IF NOT EXISTS pg_temp_like (a int)");
                await().until(() -> watch.position().replaying());
                assertThat(watch.position().bytes())
                        .isLessThan(primary.position().bytes());
            } finally {
                TestingReplication.execute(standby, "SELECT pg_wal_replay_resume()");
                TestingReplication.execute(TestingReplication.publisher(), "DROP TABLE IF EXISTS pg_temp_like");
            }
        }
    }

    @Test
    void aRoleThatMayNotSeeReplicasIsToldWhatToGrant() throws Exception {
        TestingReplication.standby();
        TestingReplication.execute(
                TestingReplication.publisher(),
                "DO $$ BEGIN CREATE ROLE plain LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        Manners manners = manners(Optional.of(Duration.ofSeconds(1)), Optional.empty(), Optional.empty());
        try (ShardWatch watch = watch(as(TestingReplication.publisher(), "plain"))) {
            assertThatThrownBy(() -> scan(manners, watch).requireMeasurable())
                    .hasMessage(
                            "shard s0 has replicas, but this role may not see how far they lag behind: GRANT"
                                    + " pg_read_all_stats (or pg_monitor) to it on that server, or do without the limit on lag");
            TestingReplication.execute(TestingReplication.publisher(), "GRANT pg_read_all_stats TO plain");
            scan(manners, watch).requireMeasurable();
            assertThat(watch.followers()).extracting(Follower::name).contains("standby1");
        } finally {
            TestingReplication.execute(TestingReplication.publisher(), "REVOKE pg_read_all_stats FROM plain");
        }
    }

    @Test
    void logicalSlotsAreSeenWithWhatTheirReadersHaveConfirmed() throws Exception {
        TestingReplication.subscribed("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1);");
        try (ShardWatch watch = watch(TestingReplication.publisher())) {
            long position = watch.position().bytes();
            TestingReplication.execute(TestingReplication.publisher(), "INSERT INTO t VALUES (2)");
            await().until(() -> confirmed(watch) > position);
            assertThat(watch.slots()).extracting(LogicalSlot::name).containsExactly("verified");
            assertThat(watch.slots()).extracting(LogicalSlot::usable).containsExactly(true);
            assertThat(watch.slots()).extracting(LogicalSlot::active).containsExactly(true);
        }
    }

    private static long confirmed(ShardWatch watch) throws Exception {
        return watch.slots().get(0).confirmed().orElse(0);
    }

    @Test
    void aSlowServerIsWaitedFor() throws Exception {
        Manners manners = manners(Optional.empty(), Optional.of(Duration.ofMillis(150)), Optional.empty());
        boolean[] slow = {true};
        DataSource distant = delayed(TestingReplication.publisher(), slow);
        try (ShardWatch watch = watch(distant)) {
            PoliteScan scan = scan(manners, watch);
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> watchUntilLate(scan));
            await().until(() -> !heard.isEmpty());
            assertThat(heard.get(0)).matches("paused LATENCY s0 answers the simplest query in 2\\d\\d ms .*");
            slow[0] = false;
            waiting.get(10, TimeUnit.SECONDS);
            await().untilAsserted(() -> assertThat(heard).contains("resumed LATENCY"));
        }
    }

    @Test
    void aRealPauseFileStopsAndItsRemovalGoesOn(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("pause"));
        Manners manners = manners(Optional.empty(), Optional.empty(), Optional.of(file));
        try (ShardWatch watch = watch(TestingReplication.publisher())) {
            PoliteScan scan = scan(manners, watch);
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> watchUntilLate(scan));
            await().until(() -> !heard.isEmpty());
            Files.delete(file);
            waiting.get(10, TimeUnit.SECONDS);
            await().untilAsserted(() -> assertThat(heard).contains("resumed PAUSE_FILE"));
        }
    }

    @Test
    void aLostSessionIsOpenedAgainAndNothingIsLeftOpen() throws Exception {
        String sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'shardproof-watch'"
                + " OR query LIKE '%shardproof-watch%' AND pid <> pg_backend_pid()";
        try (ShardWatch watch = watch(TestingReplication.publisher())) {
            watch.roundTrip();
            TestingReplication.execute(
                    TestingReplication.publisher(),
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                            + " AND backend_type = 'client backend'");
            assertThatThrownBy(watch::roundTrip).hasMessageStartingWith("shard s0: could not measure its latency");
            assertThat(watch.roundTrip()).isPositive();
        }
        await().until(() -> TestingReplication.query(TestingReplication.publisher(), sessions)
                .equals("0"));
    }

    private static ShardWatch watch(DataSource database) {
        return new ShardWatch(new ShardDatabase("s0", database), new PostgresWatch(), System::nanoTime);
    }

    private static Manners manners(Optional<Duration> lag, Optional<Duration> latency, Optional<Path> file) {
        return new Manners(
                Duration.ofMillis(500), lag, latency, Optional.empty(), Duration.ofHours(1), file, Optional.of(1));
    }

    private PoliteScan scan(Manners manners, ShardWatch watch) {
        return new PoliteScan(
                manners, List.of(watch), 0, Files::exists, Sleeper.REAL, System::nanoTime, new PaceListener() {
                    @Override
                    public void paused(String shard, WaitReason reason, String why) {
                        heard.add("paused " + reason + " " + why);
                    }

                    @Override
                    public void resumed(String shard, WaitReason reason, Duration waited) {
                        heard.add("resumed " + reason);
                    }
                });
    }

    /** The same database for another role; the test server trusts everybody. */
    private static DataSource as(DataSource database, String role) {
        return wrapped(database, role, new boolean[1]);
    }

    /** The same database behind a slow network: each statement takes 200 ms more. */
    private static DataSource delayed(DataSource database, boolean[] slow) {
        return wrapped(database, "", slow);
    }

    private static DataSource wrapped(DataSource database, String role, boolean[] slow) {
        return proxy(DataSource.class, (method, arguments) -> {
            if (!method.getName().equals("getConnection")) {
                return method.invoke(database, arguments);
            }
            var connection = role.isEmpty() ? database.getConnection() : database.getConnection(role, null);
            return proxy(java.sql.Connection.class, (call, values) -> {
                Object result = call.invoke(connection, values);
                return result instanceof java.sql.Statement statement
                        ? proxy(java.sql.Statement.class, (ask, parameters) -> {
                            if (slow[0] && ask.getName().equals("executeQuery")) {
                                TimeUnit.MILLISECONDS.sleep(200); // the network that is being played
                            }
                            return ask.invoke(statement, parameters);
                        })
                        : result;
            });
        });
    }

    @FunctionalInterface
    private interface Call {
        Object of(java.lang.reflect.Method method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                ShardWatchIT.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return call.of(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
