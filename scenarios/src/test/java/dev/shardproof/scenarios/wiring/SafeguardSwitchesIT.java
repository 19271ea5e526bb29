package dev.shardproof.scenarios.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.shardproof.loadgen.driver.Completion;
import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.loadgen.workload.SqlStatement;
import dev.shardproof.scenarios.application.ApplicationTier;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.routing.InMemoryRoutingAuthority;
import dev.shardproof.simulator.routing.TopologyWatch;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each safeguard as a scenario switches it on and off, by what the application then does to a real server: one that is on
 * although it is off, or off although it is on, makes a test of its own fail.
 */
class SafeguardSwitchesIT {

    private static final ShardId S0 = new ShardId("s0");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PASSWORDS = "org.postgresql.pgpassfile";

    /** Neither asks again by itself, nor is told: what a test of the routing cache then switches on is all there is. */
    private static final String DEAF = "ttl: never, refreshOnMoved: false";

    @TempDir
    private static Path folder;

    private static RunRegistry registry;
    private static EmbeddedCluster cluster;

    private final Topology first = Planner.equalShares(List.of(S0));
    private final InMemoryRoutingAuthority authority = new InMemoryRoutingAuthority(first);
    private final TopologyWatch watch = new TopologyWatch(authority);
    private Optional<ApplicationTier> tier = Optional.empty();

    @BeforeAll
    static void startServer() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(List.of(S0), registry);
        ShardServer server = cluster.shards().get(0);
        Path passwords = Files.writeString(
                folder.resolve("pgpass"),
                "*:*:*:*:" + server.login().password().orElseThrow().get() + "\n");
        System.setProperty(PASSWORDS, passwords.toString());
    }

    @AfterAll
    static void stopServer() {
        System.clearProperty(PASSWORDS);
        if (cluster != null) {
            cluster.close();
        }
        registry.close();
    }

    @AfterEach
    void closeTier() {
        watch.close();
        tier.ifPresent(ApplicationTier::close);
    }

    @Test
    void retriesThatAreOn() throws Exception {
        start("retry: {policy: fixed, retries: 3, delay: 1ms}");
        assertThat(execute(failing("40001")).attempts()).isEqualTo(4);
    }

    @Test
    void retriesThatAreOff() throws Exception {
        start("retry: {policy: none}");
        assertThat(execute(failing("40001")).attempts()).isEqualTo(1);
    }

    @Test
    void aBudgetThatIsOn() throws Exception {
        start("retry: {policy: fixed, retries: 3, delay: 1ms, budget: 0.1%}");
        assertThat(last(20, failing("40001")).attempts())
                .as("all that was saved up is spent")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", budget: none"})
    void aBudgetThatIsOff(String budget) throws Exception {
        start("retry: {policy: fixed, retries: 3, delay: 1ms%s}".formatted(budget));
        assertThat(last(20, failing("40001")).attempts()).isEqualTo(4);
    }

    @Test
    void aBreakerThatIsOn() throws Exception {
        start("retry: {policy: none}, breaker: {minimumCalls: 5, open: 10m}");
        assertThat(last(20, failing("57014"))).satisfies(refused -> {
            assertThat(refused.error()).isEqualTo("breakerOpen");
            assertThat(refused.attempts()).isZero();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", breaker: none"})
    void aBreakerThatIsOff(String breaker) throws Exception {
        start("retry: {policy: none}" + breaker);
        assertThat(last(40, failing("57014"))).satisfies(failed -> {
            assertThat(failed.error()).isEqualTo("57014");
            assertThat(failed.attempts()).isEqualTo(1);
        });
    }

    @Test
    void hedgingThatIsOn() throws Exception {
        start("hedging: {after: 10ms}");
        assertThat(execute(operation("SELECT pg_sleep(1)")).attempts()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool: {size: 4}", "hedging: none"})
    void hedgingThatIsOff(String hedging) throws Exception {
        start(hedging);
        assertThat(execute(operation("SELECT pg_sleep(1)")).attempts()).isEqualTo(1);
    }

    @Test
    void aPushThatIsOn() throws Exception {
        start("routingCache: {%s, push: true}".formatted(DEAF));
        switchOverAndAwaitThePush();
        assertThat(execute(operation("SELECT 1")).epoch()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", push: false"})
    void aPushThatIsOff(String push) throws Exception {
        start("routingCache: {%s%s}".formatted(DEAF, push));
        switchOverAndAwaitThePush();
        assertThat(execute(operation("SELECT 1")).epoch()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", refreshOnMoved: true"})
    void aRefreshAfterARefusalThatIsOn(String refresh) throws Exception {
        start("routingCache: {ttl: never%s}, timeouts: {statement: 1s, request: 3s}".formatted(refresh));
        switchOver();
        assertThat(execute(operation("SELECT 1")).epoch())
                .as("nobody has refused it")
                .isEqualTo(1);
        assertThat(execute(failing("SP001")).epoch()).isEqualTo(2);
    }

    @Test
    void aRefreshAfterARefusalThatIsOff() throws Exception {
        start("routingCache: {%s}, timeouts: {statement: 1s, request: 1s}".formatted(DEAF));
        switchOver();
        Completion refused = execute(failing("SP001"));
        assertThat(refused.epoch()).isEqualTo(1);
        assertThat(refused.attempts()).isGreaterThan(1);
    }

    @Test
    void aTimeToLiveThatIsOn() throws Exception {
        start("routingCache: {ttl: 10ms, refreshOnMoved: false}");
        switchOver();
        await().atMost(PATIENCE).until(() -> execute(operation("SELECT 1")).epoch() == 2);
    }

    @Test
    void aTimeToLiveThatIsOff() throws Exception {
        start("routingCache: {%s}".formatted(DEAF));
        switchOver();
        execute(operation("SELECT pg_sleep(1)")); // longer than the usual time to live
        assertThat(execute(operation("SELECT 1")).epoch()).isEqualTo(1);
    }

    private void start(String application) throws Exception {
        Scenario scenario =
                ScenarioReader.read(Files.writeString(folder.resolve("scenario.yaml"), """
                apiVersion: shardproof/v1
                name: switches
                cluster: {shards: [s0]}
                data: {dataset: orders, rows: 100}
                reshard: {shards: [s0, s1]}
                workload: {profile: checkout, rate: 1/s, instances: 1, threads: 4, timeout: 20s, application: {%s}}
                """.formatted(application)));
        ShardServer server = cluster.shards().get(0);
        LoadPlan plan = TestingPlan.of(
                scenario,
                folder,
                server.jdbcUrl(server.endpoint()),
                server.login().user(),
                Optional.of(System.getProperty(PASSWORDS)));
        tier = Optional.of(ApplicationTiers.of(plan, authority, watch));
    }

    private void switchOver() {
        assertThat(authority.compareAndSet(1, new Topology(2, first.strategy(), first.owners())))
                .isTrue();
    }

    /** Subscribers are told in their order, so that the instances know what the last one knows. */
    private void switchOverAndAwaitThePush() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        watch.subscribe(topology -> told.countDown());
        watch.start(Duration.ofMillis(5));
        switchOver();
        assertThat(told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private Completion execute(Operation operation) {
        return tier.orElseThrow().execute(operation);
    }

    private Completion last(int count, Operation operation) {
        for (int i = 1; i < count; i++) {
            execute(operation);
        }
        return execute(operation);
    }

    private static Operation failing(String sqlState) {
        return operation("DO $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '%s'; END $$".formatted(sqlState));
    }

    private static Operation operation(String sql) {
        return new Operation("planted", false, 1L, List.of(new SqlStatement(sql, List.of())));
    }
}
