package dev.shardproof.verifier.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.source.ScanSettings;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotPair;
import dev.shardproof.verifier.source.SnapshotPair.Shards;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectingIT {

    private static final long PATIENCE_SECONDS = 30;
    private static final String SESSIONS =
            "SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 's_' AND pid <> pg_backend_pid()";

    /** Nobody gets past it before all three shards are asked for a connection. */
    private final CyclicBarrier all = new CyclicBarrier(3);

    @BeforeEach
    void noSessionYet() throws Exception {
        TestingShards.empty();
        awaitSessions(0);
    }

    @AfterEach
    void noSessionAnyMore() {
        Thread.interrupted();
        awaitSessions(0);
    }

    @Test
    void allShardsAreConnectedToAtOnce() throws Exception {
        try (SnapshotSet.Prepared prepared = prepare(meeting("s0"), meeting("s1"), meeting("s2"));
                SnapshotSet taken = prepared.take()) {
            assertThat(taken.shards()).containsExactly("s0", "s1", "s2");
        }
    }

    @Test
    void whenOneShardRefusesTheOthersAreLetGo() {
        AtomicInteger connected = new AtomicInteger();
        ShardDatabase refusing = TestingDatabase.of(
                "s1",
                shard -> {
                    meet(shard);
                    await().until(() -> connected.get() == 2);
                    throw new SQLException("no more connections for you", "53300");
                },
                shard -> {});

        assertThatThrownBy(() -> prepare(
                        TestingDatabase.of("s0", this::meet, shard -> connected.incrementAndGet()),
                        refusing,
                        TestingDatabase.of("s2", this::meet, shard -> connected.incrementAndGet())))
                .isInstanceOf(SourceException.class)
                .hasMessage("shard s1: could not connect: no more connections for you (SQLSTATE 53300)");
        // noSessionAnyMore sees that the other two are gone.
    }

    @Test
    void ofTwoShardsThatRefuseTheFirstIsNamed() {
        assertThatThrownBy(() -> prepare(
                        TestingDatabase.of("s0", shard -> {}, shard -> {}),
                        TestingDatabase.refusing("s1"),
                        TestingDatabase.refusing("s2")))
                .hasMessageContaining("shard s1: could not connect");
    }

    @Test
    void shardsOfOneNameAreRefusedBeforeAnySessionIsOpened() {
        AtomicInteger asked = new AtomicInteger();
        ShardDatabase counted = TestingDatabase.of("s0", shard -> asked.incrementAndGet(), shard -> {});

        assertThatThrownBy(() -> prepare(counted, TestingShards.databases().get(1), counted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two shards are called s0");
        assertThatThrownBy(() -> prepare()).hasMessage("no shards to read");
        assertThat(asked).hasValue(0);
    }

    @Test
    void anInterruptionWaitsUntilSnapshotsAreTaken() throws Exception {
        Thread.currentThread().interrupt();
        try (SnapshotSet.Prepared prepared = prepare(TestingShards.databases().toArray(new ShardDatabase[0]))) {
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThatThrownBy(prepared::take).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void bothSidesAreConnectedToAtOnceAndTheSourcesAreFrozenFirst() throws Exception {
        Queue<String> statements = new ConcurrentLinkedQueue<>();
        ShardDatabase source = TestingDatabase.of("s0", this::meet, statements::add);
        List<ShardDatabase> targets = List.of(
                TestingDatabase.of("s1", this::meet, statements::add),
                TestingDatabase.of("s2", this::meet, statements::add));

        try (SnapshotPair pair = pair(source, targets)) {
            assertThat(pair.sources().shards()).containsExactly("s0");
            assertThat(pair.targets().shards()).containsExactly("s1", "s2");
        }

        List<String> inOrder = List.copyOf(statements);
        assertThat(inOrder.subList(0, 3)).as("rehearsals").containsExactlyInAnyOrder("s0", "s1", "s2");
        assertThat(inOrder.get(3)).isEqualTo("s0");
        assertThat(inOrder.subList(4, 6)).containsExactlyInAnyOrder("s1", "s2");
    }

    @Test
    void aTargetThatCanNotBeFrozenLeavesNoSourceFrozen() {
        AtomicInteger statements = new AtomicInteger();
        ShardDatabase broken = TestingDatabase.of("s2", this::meet, shard -> {
            if (statements.incrementAndGet() == 2) {
                throw new SQLException("the connection is gone", "08006");
            }
        });

        assertThatThrownBy(() -> pair(meeting("s0"), List.of(meeting("s1"), broken)))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("shard s2: could not take a snapshot: the connection is gone");
    }

    @Test
    void aTargetThatRefusesLeavesNoSessionOfTheSource() {
        assertThatThrownBy(() -> pair(
                        TestingShards.databases().get(0),
                        List.of(TestingShards.databases().get(1), TestingDatabase.refusing("s2"))))
                .hasMessageContaining("shard s2: could not connect");
    }

    @Test
    void whoIsInterruptedWhileBothSidesAreOpenedGetsNone() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> pair(meeting("s0"), List.of(meeting("s1"), meeting("s2"))))
                .isInstanceOf(InterruptedException.class);
    }

    private ShardDatabase meeting(String shard) {
        return TestingDatabase.of(shard, this::meet, any -> {});
    }

    private void meet(String shard) throws Exception {
        all.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static SnapshotSet.Prepared prepare(ShardDatabase... shards) throws SourceException {
        return SnapshotSet.prepare(List.of(shards), new PostgresDialect(), SessionLimits.DEFAULT);
    }

    private static SnapshotPair pair(ShardDatabase source, List<ShardDatabase> targets) throws Exception {
        return SnapshotPair.open(
                new Shards(List.of(source), ScanSettings.DEFAULT),
                new Shards(targets, ScanSettings.DEFAULT),
                new PostgresDialect(),
                SessionLimits.DEFAULT);
    }

    private static void awaitSessions(int count) {
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .until(() -> TestingShards.query("s0", SESSIONS).equals(Integer.toString(count)));
    }
}
