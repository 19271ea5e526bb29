package dev.shardproof.simulator.dataset.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.dataset.TableLayout;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.simulator.topology.Topology;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileDatasetIT {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");
    private static final ShardId S2 = new ShardId("s2");
    private static final Topology TWO_SHARDS = Planner.equalShares(List.of(S0, S1));

    private static RunRegistry registry;
    private static Cluster cluster;

    @BeforeAll
    static void startCluster() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(List.of(S0, S1, S2), registry);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
        registry.close();
    }

    @AfterEach
    void dropTables() throws SQLException {
        for (ShardServer server : cluster.shards()) {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            }
        }
    }

    static Stream<Arguments> all() {
        return Stream.of(
                Arguments.of("bank", (BiFunction<Long, Long, ProfileDataset>) ProfileDataset::bank, 495L, 990L),
                Arguments.of(
                        "register", (BiFunction<Long, Long, ProfileDataset>) ProfileDataset::register, 991L, 1982L),
                Arguments.of("append", (BiFunction<Long, Long, ProfileDataset>) ProfileDataset::append, 991L, 991L),
                Arguments.of("timeline", (BiFunction<Long, Long, ProfileDataset>) ProfileDataset::timeline, 50L, 991L));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void everyKeyIsOnItsOwnerWhateverTheTopology(
            String name, BiFunction<Long, Long, ProfileDataset> dataset, long keys, long rows) throws SQLException {
        LoadedData data = dataset.apply(991L, 42L).load(cluster, TWO_SHARDS);

        assertThat(dataset.apply(991L, 42L).keys()).isEqualTo(keys);
        assertThat(data.totalRows()).isEqualTo(rows);
        assertThat(data.tables())
                .allMatch(TableLayout::isSharded)
                .noneMatch(table -> table.primaryKey().isEmpty());
        for (TableLayout table : data.tables()) {
            for (ShardServer server : cluster.shards()) {
                String owned = table.rangeCondition(ShardingStrategy.HASHED, TWO_SHARDS.rangesOf(server.id()));
                String count = "SELECT count(*) FROM %s".formatted(table.qualifiedName());
                assertThat(number(server, count + " WHERE NOT " + owned))
                        .as("strange rows of %s on %s", table, server.id())
                        .isZero();
                assertThat(data.rows().get(table).get(server.id()))
                        .isEqualTo(number(server, count).longValue());
            }
        }
        List<BigDecimal> spread = digests(data);
        dropTables();
        assertThat(digests(dataset.apply(991L, 42L).load(cluster, Planner.equalShares(List.of(S2)))))
                .isEqualTo(spread);
    }

    @Test
    void aBankHoldsTheSameMoneyInEveryPot() throws SQLException {
        ProfileDataset.bank(1_000, 42).load(cluster, Planner.equalShares(List.of(S0)));

        ShardServer server = cluster.shard(S0);
        assertThat(number(server, "SELECT (100 * sum(balance))::bigint FROM accounts"))
                .isEqualByComparingTo(BigDecimal.valueOf(1_000 * ProfileDataset.POT_CENTS));
        assertThat(number(server, "SELECT count(DISTINCT balance) FROM accounts"))
                .isEqualByComparingTo("1");
        assertThat(number(server, "SELECT count(*) FROM transfers")).isZero();
    }

    @Test
    void aTimelineIsOfThePast() throws SQLException {
        ProfileDataset.timeline(1_000, 42).load(cluster, Planner.equalShares(List.of(S0)));

        ShardServer server = cluster.shard(S0);
        assertThat(number(server, "SELECT count(*) FROM events WHERE at >= '%s'".formatted(ProfileDataset.EVENTS_END)))
                .isZero();
        assertThat(number(
                        server, "SELECT count(*) FROM (SELECT FROM events GROUP BY user_id HAVING count(*) <> 20) odd"))
                .isZero();
        assertThat(number(server, "SELECT count(DISTINCT event_id) FROM events"))
                .isEqualByComparingTo("1000");
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThatThrownBy(() -> ProfileDataset.register(0, 1)).hasMessageContaining("1 to 1000000000, found 0");
        assertThat(ProfileDataset.bank(1, 1).keys())
                .as("a bank needs two accounts")
                .isEqualTo(2);
    }

    private static List<BigDecimal> digests(LoadedData data) throws SQLException {
        List<BigDecimal> digests = new java.util.ArrayList<>();
        for (TableLayout table : data.tables()) {
            BigDecimal sum = BigDecimal.ZERO;
            for (ShardServer server : cluster.shards()) {
                sum = sum.add(number(
                        server,
                        "SELECT coalesce(sum(hashtextextended(t::text, 0)), 0) FROM %s t"
                                .formatted(table.qualifiedName())));
            }
            digests.add(sum);
        }
        return digests;
    }

    private static BigDecimal number(ShardServer server, String query) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getBigDecimal(1);
        }
    }
}
