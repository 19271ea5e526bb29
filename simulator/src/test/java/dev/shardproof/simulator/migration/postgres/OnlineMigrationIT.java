package dev.shardproof.simulator.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.simulator.client.ApplicationInstance;
import dev.shardproof.simulator.client.ClientRequest;
import dev.shardproof.simulator.client.ClientResult;
import dev.shardproof.simulator.client.ClientStatement;
import dev.shardproof.simulator.client.ShardPools;
import dev.shardproof.simulator.client.ShardedClient;
import dev.shardproof.simulator.client.safeguard.RetryPolicy;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.migration.LagGate;
import dev.shardproof.simulator.migration.MigrationSettings;
import dev.shardproof.simulator.migration.OnlineMigrator;
import dev.shardproof.simulator.migration.port.Defect;
import dev.shardproof.simulator.migration.port.MigrationClock;
import dev.shardproof.simulator.migration.progress.MigrationEvent;
import dev.shardproof.simulator.migration.progress.MigrationListener;
import dev.shardproof.simulator.migration.progress.MigrationState;
import dev.shardproof.simulator.migration.progress.MigrationSummary;
import dev.shardproof.simulator.routing.RoutingCache;
import dev.shardproof.simulator.routing.postgres.PostgresRoutingAuthority;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.simulator.topology.Topology;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real servers, real replication, real writers; one cluster for all tests, a fresh schema for each. */
class OnlineMigrationIT {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");
    private static final ShardId S2 = new ShardId("s2");
    private static final int KEYS = 2_000;

    private static RunRegistry registry;
    private static EmbeddedCluster cluster;

    private final Topology before = Planner.equalShares(List.of(S0, S1));
    private final ReshardPlan plan = Planner.smallestPlan(before, List.of(S0, S1, S2));
    private final List<MovingTable> tables = List.of(
            // "owner" is not in the primary key, so the replica identity must be widened.
            new MovingTable(
                    "public",
                    "Account \"A\"",
                    List.of("id", "owner", "cents", "note", "moods"),
                    Optional.of(new MovingTable.ShardKey("owner", KeyType.INTEGER))),
            new MovingTable("public", "currency", List.of("code"), Optional.empty()));
    private PostgresRoutingAuthority authority;
    private PostgresPorts ports;

    @BeforeAll
    static void startServers() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(List.of(S0, S1, S2), registry);
    }

    @AfterAll
    static void stopServers() {
        cluster.close();
        registry.close();
    }

    @BeforeEach
    void loadRows() throws Exception {
        for (ShardServer server : cluster.shards()) {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP SCHEMA IF EXISTS shardproof, shardproof_routing CASCADE");
                statement.execute("DROP TABLE IF EXISTS \"Account \"\"A\"\"\", currency");
                // An array of a user's own type, whose object id is another one on each server.
                statement.execute("DROP TYPE IF EXISTS mood");
                for (int i = 0; i <= List.of(S0, S1, S2).indexOf(server.id()); i++) {
                    statement.execute("CREATE TYPE mood AS ENUM ('happy', 'sad')");
                    statement.execute("DROP TYPE mood");
                }
                statement.execute("CREATE TYPE mood AS ENUM ('happy', 'sad')");
                statement.execute("CREATE TABLE \"Account \"\"A\"\"\" (id bigint GENERATED BY DEFAULT AS IDENTITY"
                        + " PRIMARY KEY, owner bigint NOT NULL, cents bigint NOT NULL, note text,"
                        + " moods mood[] DEFAULT '{sad,happy}')");
                statement.execute("CREATE TABLE currency (code text PRIMARY KEY)");
                for (KeyRange range : before.rangesOf(server.id())) {
                    statement.execute("INSERT INTO \"Account \"\"A\"\"\" (id, owner, cents, note)"
                            + " SELECT k, k, 100, repeat('x', 200) FROM generate_series(1, " + KEYS + ") k WHERE "
                            + Sql.within(tables.get(0), ShardingStrategy.HASHED, List.of(range), "")
                                    .replace("\"owner\"", "k"));
                    statement.execute("SELECT setval(pg_get_serial_sequence('\"Account \"\"A\"\"\"', 'id'), 5000)");
                }
                if (!server.id().equals(S2)) {
                    statement.execute("INSERT INTO currency VALUES ('EUR'), ('JPY')");
                }
            }
        }
        ShardServer first = cluster.shard(S0);
        authority = PostgresRoutingAuthority.install(first.dataSource(first.endpoint()), before);
        ports = new PostgresPorts(new DirectAccess(), before, tables, new TestingRealClock());
    }

    @AfterEach
    void closePorts() {
        ports.close();
    }

    @Test
    void rowsMoveUnderLoadAndNothingAcknowledgedIsLost() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Map<Long, Long> deposits = new ConcurrentHashMap<>();
        try (ShardPools pools = new ShardPools(addresses(), 4, Duration.ofSeconds(5))) {
            Thread[] writers = new Thread[3];
            for (int i = 0; i < writers.length; i++) {
                long offset = i;
                writers[i] = new Thread(() -> deposit(pools, deposits, offset, stop));
                writers[i].start();
            }
            OnlineMigrator migrator = migrator(Defect.NONE, OptionalLong.of(200_000));

            MigrationSummary switched = migrator.migrate();

            assertThat(switched.state()).isEqualTo(MigrationState.SWITCHED);
            assertThat(switched.reverseReady()).isTrue();
            stop.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            migrator.awaitReverse(Duration.ofSeconds(20));
            assertThat(deposits).as("writers did something").hasSizeGreaterThan(20);

            // The sources still hold what moved, kept up to date by the way back.
            assertThat(sumOfMoved(S0) + sumOfMoved(S1)).isEqualTo(sumOfMoved(S2));

            MigrationSummary done = migrator.cleanUp();

            assertThat(done.state()).isEqualTo(MigrationState.COMPLETED);
            assertThat(done.rowsRemoved()).isEqualTo(count(S2));
            assertThat(count(S0) + count(S1) + count(S2)).isEqualTo(KEYS);
            long total = deposits.values().stream().mapToLong(Long::longValue).sum();
            assertThat(sum(S0) + sum(S1) + sum(S2)).isEqualTo(100L * KEYS + total);
            assertThat(text(S2, "SELECT string_agg(code, ',' ORDER BY code) FROM currency"))
                    .isEqualTo("EUR,JPY");
        }
        for (ShardId shard : List.of(S0, S1, S2)) {
            assertThat(text(
                            shard,
                            "SELECT (SELECT count(*) FROM pg_replication_slots) ||"
                                    + " '/' || (SELECT count(*) FROM pg_publication)"
                                    + " || '/' || (SELECT count(*) FROM pg_subscription)"))
                    .as("replication objects on %s", shard)
                    .isEqualTo("0/0/0");
            assertThat(text(shard, "SELECT relreplident FROM pg_class WHERE relname = 'Account \"A\"'"))
                    .isEqualTo("d");
        }
        assertThat(Long.parseLong(
                        text(S2, "SELECT nextval(pg_get_serial_sequence('\"Account \"\"A\"\"\"', 'id'))::text")))
                .as("the target's sequence goes on above the sources'")
                .isGreaterThan(5000);
    }

    @Test
    void rolledBackUnderLoadNothingAcknowledgedIsLost() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Map<Long, Long> deposits = new ConcurrentHashMap<>();
        try (ShardPools pools = new ShardPools(addresses(), 4, Duration.ofSeconds(5))) {
            Thread[] writers = new Thread[3];
            for (int i = 0; i < writers.length; i++) {
                long offset = i;
                writers[i] = new Thread(() -> deposit(pools, deposits, offset, stop));
                writers[i].start();
            }
            OnlineMigrator migrator = migrator(Defect.NONE, OptionalLong.empty());
            migrator.migrate();
            long switched = total(deposits);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> total(deposits) > switched + 100); // some of them on the target

            MigrationSummary back = migrator.rollBack();

            assertThat(back.state()).isEqualTo(MigrationState.ROLLED_BACK);
            long rolledBack = total(deposits);
            await().atMost(Duration.ofSeconds(30)).until(() -> total(deposits) > rolledBack + 100);
            stop.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            migrator.cleanUpTargets();
        }
        assertThat(authority.current().owners()).isEqualTo(before.owners());
        assertThat(authority.current().epoch()).isEqualTo(3);
        assertThat(count(S2)).isZero();
        assertThat(count(S0) + count(S1)).isEqualTo(KEYS);
        assertThat(sum(S0) + sum(S1)).isEqualTo(100L * KEYS + total(deposits));
        for (ShardId shard : List.of(S0, S1, S2)) {
            assertThat(text(
                            shard,
                            "SELECT (SELECT count(*) FROM pg_replication_slots) ||"
                                    + " '/' || (SELECT count(*) FROM pg_publication)"
                                    + " || '/' || (SELECT count(*) FROM pg_subscription)"))
                    .as("replication objects on %s", shard)
                    .isEqualTo("0/0/0");
        }
    }

    @Test
    void theFenceWaitsForAnOpenTransactionAndRefusesLaterWrites() throws Exception {
        long moved = Long.parseLong(text(
                S0,
                "SELECT min(owner)::text FROM \"Account \"\"A\"\"\" WHERE "
                        + Sql.within(tables.get(0), ShardingStrategy.HASHED, movedFrom(S0), "")));
        ports.shard(S0).prepare();
        try (Connection open = cluster.shard(S0).connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("UPDATE \"Account \"\"A\"\"\" SET cents = 1 WHERE owner = " + moved);

            assertThatThrownBy(() -> ports.shard(S0).raiseFence(movedFrom(S0), Duration.ofMillis(500)))
                    .hasMessageContaining("transactions that have written stayed open");

            open.commit();
            ports.shard(S0).raiseFence(movedFrom(S0), Duration.ofSeconds(5));
            assertThatThrownBy(() -> statement.execute("DELETE FROM \"Account \"\"A\"\"\" WHERE owner = " + moved))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("SP001"));
            open.rollback();
            assertThatThrownBy(() -> statement.execute(
                            "INSERT INTO \"Account \"\"A\"\"\" (owner, cents) VALUES (" + moved + ", 1)"))
                    .hasMessageContaining("moving to another shard");
            open.rollback();
            assertThatThrownBy(() -> statement.execute("TRUNCATE \"Account \"\"A\"\"\""))
                    .hasMessageContaining("moving to another shard");
            open.rollback();

            ports.shard(S0).lowerFence();
            assertThat(statement.executeUpdate("DELETE FROM \"Account \"\"A\"\"\" WHERE owner = " + moved))
                    .isEqualTo(1);
            open.commit();
        }
    }

    @Test
    void anInstanceThatNeverLooksAgainWritesNothingWhereItsRangeHasMovedAway() throws Exception {
        OnlineMigrator migrator = migrator(Defect.NONE, OptionalLong.empty());
        try (ApplicationInstance instance = new ApplicationInstance(
                new RoutingCache(authority, Duration.ZERO, System::nanoTime),
                KeyType.INTEGER,
                new ShardPools(addresses(), 2, Duration.ofSeconds(5)),
                new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ofMillis(100)),
                System::nanoTime)) {
            instance.pin("f1", 1, false);
            migrator.migrate();

            int refused = 0;
            long movedKey = 0;
            for (long key = 1; key <= 30; key++) {
                ClientResult read = instance.execute(
                        new ClientRequest(key, false, List.of(onAccounts("SELECT cents FROM %s", key))));
                ClientResult write = instance.execute(
                        new ClientRequest(key, true, List.of(onAccounts("UPDATE %s SET cents = cents + 1", key))));
                assertThat(read.outcome()).isEqualTo(ClientResult.Outcome.ACKNOWLEDGED);
                assertThat(List.of(read.epoch(), write.epoch())).containsOnly(before.epoch());
                boolean moved = !ownerOf(key, before).equals(ownerOf(key, authority.current()));
                assertThat(write.outcome())
                        .isEqualTo(moved ? ClientResult.Outcome.REJECTED : ClientResult.Outcome.ACKNOWLEDGED);
                if (moved) {
                    assertThat(write.error()).isEqualTo("SP001");
                    assertThat(write.shard()).isNotEqualTo(S2.name());
                    movedKey = key;
                    refused++;
                }
            }
            assertThat(refused).isBetween(2, 28);
            migrator.awaitReverse(Duration.ofSeconds(10));
            assertThat(sumOfMoved(S0) + sumOfMoved(S1)).isEqualTo(sumOfMoved(S2));

            List<ClientStatement> update = List.of(onAccounts("UPDATE %s SET cents = cents + 1", movedKey));
            instance.unpin("f1");
            assertThat(instance.execute(new ClientRequest(movedKey, true, update))
                            .shard())
                    .isEqualTo(S2.name());
            instance.pin("f3", 1, true);
            ClientResult lookedAgain = instance.execute(new ClientRequest(movedKey, true, update));
            assertThat(lookedAgain.shard()).isEqualTo(S2.name());
            assertThat(lookedAgain.attempts()).isEqualTo(2);
        }
        migrator.leaveSources();
    }

    private static ClientStatement onAccounts(String sql, long owner) {
        return new ClientStatement(sql.formatted("\"Account \"\"A\"\"\"") + " WHERE owner = ?", List.of(owner));
    }

    private static ShardId ownerOf(long key, Topology topology) {
        return topology.ownerOf(KeyType.INTEGER.pointOf(topology.strategy(), key));
    }

    @Test
    void aTruncateOnATargetDoesNotEmptyTheSources() throws Exception {
        OnlineMigrator migrator = migrator(Defect.NONE, OptionalLong.empty());
        migrator.migrate();

        execute(S2, "TRUNCATE \"Account \"\"A\"\"\"");
        migrator.awaitReverse(Duration.ofSeconds(10));

        assertThat(count(S0) + count(S1))
                .as("the sources own most of these rows")
                .isEqualTo(KEYS);
        migrator.leaveSources();
    }

    @Test
    void partitionedTablesWithoutAPrimaryKeyMove() throws Exception {
        for (ShardId shard : List.of(S0, S1, S2)) {
            execute(
                    shard,
                    "CREATE TABLE plain (LIKE \"Account \"\"A\"\"\")",
                    "INSERT INTO plain (id, owner, cents) SELECT id, owner, cents FROM \"Account \"\"A\"\"\"",
                    "DROP TABLE \"Account \"\"A\"\"\"",
                    "CREATE TABLE \"Account \"\"A\"\"\" (LIKE plain) PARTITION BY LIST (cents)",
                    "CREATE TABLE \"low \"\"%s\" PARTITION OF \"Account \"\"A\"\"\" FOR VALUES IN (100)",
                    "CREATE TABLE high PARTITION OF \"Account \"\"A\"\"\" DEFAULT",
                    "INSERT INTO \"Account \"\"A\"\"\" (id, owner, cents) SELECT id, owner, cents FROM plain",
                    "DROP TABLE plain",
                    "ALTER TABLE currency DROP CONSTRAINT currency_pkey");
        }
        OnlineMigrator migrator = migrator(Defect.NONE, OptionalLong.empty(), state -> {
            if (state == MigrationState.CATCHING_UP) {
                // From one partition to the other, and in a reference table without a key.
                execute(S0, "UPDATE \"Account \"\"A\"\"\" SET cents = cents + 1 WHERE owner % 3 = 0");
                execute(S0, "UPDATE currency SET code = 'CHF' WHERE code = 'JPY'");
            }
        });

        migrator.migrate();
        assertThatThrownBy(() -> execute(S0, "DELETE FROM \"Account \"\"A\"\"\""))
                .hasMessageContaining("moving to another shard");
        execute(S2, "UPDATE \"Account \"\"A\"\"\" SET cents = cents + 5 WHERE owner % 2 = 0");
        migrator.awaitReverse(Duration.ofSeconds(10));

        assertThat(countMoved(S2)).isPositive().isEqualTo(countMoved(S0) + countMoved(S1));
        assertThat(sumOfMoved(S0) + sumOfMoved(S1)).isEqualTo(sumOfMoved(S2));
        assertThat(text(S2, "SELECT string_agg(code, ',' ORDER BY code) FROM currency"))
                .isEqualTo("CHF,EUR");
        migrator.cleanUp();
        assertThat(count(S0) + count(S1) + count(S2)).isEqualTo(KEYS);
        assertThat(text(
                        S0,
                        "SELECT string_agg(relreplident, '') FROM pg_class "
                                + "WHERE relname IN ('high', 'currency', 'Account \"A\"')"))
                .isEqualTo("ddd");
    }

    @Test
    void aTableWithAGeneratedColumnAcceptsUpdatesWhileItMoves() throws Exception {
        for (ShardId shard : List.of(S0, S1, S2)) {
            execute(shard, "ALTER TABLE \"Account \"\"A\"\"\" ADD twice bigint GENERATED ALWAYS AS (cents * 2) STORED");
        }
        OnlineMigrator migrator = migrator(Defect.NONE, OptionalLong.empty(), state -> {
            if (state == MigrationState.CATCHING_UP) {
                execute(S0, "UPDATE \"Account \"\"A\"\"\" SET cents = cents + 1 WHERE owner % 3 = 0");
                execute(S0, "DELETE FROM \"Account \"\"A\"\"\" WHERE owner % 10 = 0");
            }
        });

        migrator.migrate();
        execute(S2, "UPDATE \"Account \"\"A\"\"\" SET cents = cents + 5 WHERE owner % 2 = 0");
        migrator.awaitReverse(Duration.ofSeconds(10));

        assertThat(countMoved(S2)).isPositive().isEqualTo(countMoved(S0) + countMoved(S1));
        assertThat(sumOfMoved(S0) + sumOfMoved(S1)).isEqualTo(sumOfMoved(S2));
        assertThat(text(S2, "SELECT (sum(twice) = 2 * sum(cents))::text FROM \"Account \"\"A\"\"\""))
                .isEqualTo("true");
        migrator.leaveSources();
        assertThat(text(S0, "SELECT relreplident FROM pg_class WHERE relname = 'Account \"A\"'"))
                .isEqualTo("d");
        assertThat(text(S0, "SELECT count(*)::text FROM pg_class WHERE relname LIKE 'shardproof_identity%'"))
                .isEqualTo("0");
    }

    @Test
    void anAbortedMigrationLeavesNothingOnTheTarget() throws Exception {
        OnlineMigrator migrator = new OnlineMigrator(
                before, plan, authority, ports, settings(Defect.NONE, OptionalLong.empty()), new MigrationListener() {
                    @Override
                    public void entered(MigrationState state) {
                        if (state == MigrationState.CATCHING_UP) {
                            throw new IllegalStateException("the operator gives up");
                        }
                    }

                    @Override
                    public void happened(MigrationEvent event) {}

                    @Override
                    public void fenced() {}
                });

        assertThatThrownBy(migrator::migrate)
                .hasMessage("the operator gives up")
                .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());

        assertThat(migrator.progress().state()).isEqualTo(MigrationState.ABORTED);
        assertThat(count(S2)).isZero();
        assertThat(count(S0) + count(S1)).isEqualTo(KEYS);
        assertThat(text(S0, "SELECT count(*)::text FROM pg_replication_slots")).isEqualTo("0");
        assertThat(authority.current()).isEqualTo(before);
    }

    @Test
    void eachDefectHarmsExactlyOneRowAndTheWayBackDoesNotCarryIt() throws Exception {
        for (Defect defect : List.of(Defect.DROP_ROW, Defect.CORRUPT_VALUE, Defect.MISPLACE_ROW)) {
            loadRows();
            OnlineMigrator migrator = migrator(defect, OptionalLong.empty());
            migrator.migrate();
            migrator.awaitReverse(Duration.ofSeconds(10));
            migrator.leaveSources();

            long moved = countMoved(S0) + countMoved(S1);
            assertThat(count(S0) + count(S1)).as("%s: the sources", defect).isEqualTo(KEYS);
            assertThat(countMoved(S2) - moved)
                    .as("%s: rows missing", defect)
                    .isEqualTo(defect == Defect.DROP_ROW ? -1 : 0);
            assertThat(count(S2) - countMoved(S2))
                    .as("%s: rows misplaced", defect)
                    .isEqualTo(defect == Defect.MISPLACE_ROW ? 1 : 0);
            assertThat(Long.parseLong(text(
                            S2,
                            "SELECT count(*)::text FROM \"Account \"\"A\"\"\" WHERE note <> repeat('x', 200)"
                                    + " OR cents <> 100")))
                    .as("%s: values changed", defect)
                    .isEqualTo(defect == Defect.CORRUPT_VALUE ? 1 : 0);
            ports.close();
        }
    }

    private interface OnState {
        void entered(MigrationState state) throws SQLException;
    }

    private OnlineMigrator migrator(Defect defect, OptionalLong throttle) {
        return migrator(defect, throttle, state -> {});
    }

    private OnlineMigrator migrator(Defect defect, OptionalLong throttle, OnState onState) {
        return new OnlineMigrator(before, plan, authority, ports, settings(defect, throttle), new MigrationListener() {
            @Override
            public void entered(MigrationState state) {
                try {
                    onState.entered(state);
                } catch (SQLException e) {
                    throw new IllegalStateException(e.getMessage(), e);
                }
            }

            @Override
            public void happened(MigrationEvent event) {}

            @Override
            public void fenced() {}
        });
    }

    private static MigrationSettings settings(Defect defect, OptionalLong throttle) {
        return new MigrationSettings(
                throttle,
                new LagGate(100_000, Duration.ofSeconds(2)),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                3,
                defect);
    }

    private static long total(Map<Long, Long> deposits) {
        return deposits.values().stream().mapToLong(Long::longValue).sum();
    }

    private void deposit(ShardPools pools, Map<Long, Long> deposits, long offset, AtomicBoolean stop) {
        ShardedClient client = new ShardedClient(
                new RoutingCache(authority, Duration.ofMillis(200), System::nanoTime),
                KeyType.INTEGER,
                pools.all(),
                new RetryPolicy(5, Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(10)),
                System::nanoTime);
        for (long key = 1 + offset; !stop.get(); key = (key + 7) % KEYS + 1) {
            ClientResult result = client.execute(new ClientRequest(
                    key,
                    true,
                    List.of(
                            new ClientStatement(
                                    "UPDATE \"Account \"\"A\"\"\" SET cents = cents + 1 WHERE owner = ?", List.of(key)),
                            new ClientStatement(
                                    "UPDATE \"Account \"\"A\"\"\" SET cents = cents + 1 WHERE owner = ?",
                                    List.of(key)))));
            if (result.outcome() == ClientResult.Outcome.ACKNOWLEDGED) {
                deposits.merge(key, 2L, Long::sum);
            }
        }
    }

    private Map<ShardId, ShardPools.Address> addresses() {
        Map<ShardId, ShardPools.Address> addresses = new LinkedHashMap<>();
        for (ShardServer server : cluster.shards()) {
            addresses.put(
                    server.id(),
                    new ShardPools.Address(
                            "jdbc:postgresql://" + server.endpoint() + "/" + server.database(),
                            server.login().user(),
                            server.login().password().map(password -> password.get())));
        }
        return addresses;
    }

    private List<KeyRange> movedFrom(ShardId source) {
        return plan.moves().stream()
                .filter(move -> move.source().equals(source))
                .map(move -> move.range())
                .toList();
    }

    private long countMoved(ShardId shard) throws SQLException {
        List<KeyRange> all = plan.moves().stream().map(move -> move.range()).toList();
        return Long.parseLong(text(
                shard,
                "SELECT count(*)::text FROM \"Account \"\"A\"\"\" WHERE "
                        + Sql.within(tables.get(0), ShardingStrategy.HASHED, all, "")));
    }

    private long sumOfMoved(ShardId shard) throws SQLException {
        List<KeyRange> all = plan.moves().stream().map(move -> move.range()).toList();
        return Long.parseLong(text(
                shard,
                "SELECT coalesce(sum(cents), 0)::text FROM \"Account \"\"A\"\"\" WHERE "
                        + Sql.within(tables.get(0), ShardingStrategy.HASHED, all, "")));
    }

    private static long sum(ShardId shard) throws SQLException {
        return Long.parseLong(text(shard, "SELECT coalesce(sum(cents), 0)::text FROM \"Account \"\"A\"\"\""));
    }

    private static long count(ShardId shard) throws SQLException {
        return Long.parseLong(text(shard, "SELECT count(*)::text FROM \"Account \"\"A\"\"\""));
    }

    private static void execute(ShardId shard, String... statements) throws SQLException {
        try (Connection connection = cluster.shard(shard).connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String text(ShardId shard, String query) throws SQLException {
        try (Connection connection = cluster.shard(shard).connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static final class DirectAccess implements ShardAccess {
        @Override
        public Connection open(ShardId shard) throws SQLException {
            return cluster.shard(shard).connect();
        }

        @Override
        public Connection openReplication(ShardId shard) throws SQLException {
            ShardServer server = cluster.shard(shard);
            return server.dataSource(
                            server.endpoint(),
                            server.database(),
                            Map.of(
                                    "replication",
                                    "database",
                                    "preferQueryMode",
                                    "simple",
                                    "assumeMinServerVersion",
                                    "15"))
                    .getConnection();
        }

        @Override
        public String conninfo(ShardId shard, ShardId subscriber) {
            ShardServer server = cluster.shard(shard);
            return server.conninfo(server.endpoint());
        }
    }

    private static final class TestingRealClock implements MigrationClock {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        }
    }
}
