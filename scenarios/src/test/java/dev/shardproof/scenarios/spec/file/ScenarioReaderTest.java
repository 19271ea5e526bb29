package dev.shardproof.scenarios.spec.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.scenarios.spec.CheckName;
import dev.shardproof.scenarios.spec.ChecksSpec;
import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.scenarios.spec.Expectation;
import dev.shardproof.scenarios.spec.FaultSpec;
import dev.shardproof.scenarios.spec.GuardsSpec;
import dev.shardproof.scenarios.spec.LoadPhase;
import dev.shardproof.scenarios.spec.Percentile;
import dev.shardproof.scenarios.spec.PhasePoint;
import dev.shardproof.scenarios.spec.PhaseSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec;
import dev.shardproof.scenarios.spec.cluster.ContainersSpec;
import dev.shardproof.scenarios.spec.cluster.DataSpec;
import dev.shardproof.scenarios.spec.cluster.ReshardSpec;
import dev.shardproof.scenarios.spec.cluster.TableName;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec;
import dev.shardproof.scenarios.spec.workload.ArrivalsSpec;
import dev.shardproof.scenarios.spec.workload.ClientsSpec;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioReaderTest {

    private static final ShardId S0 = new ShardId("s0");
    private static final ShardId S1 = new ShardId("s1");
    private static final ShardId S2 = new ShardId("s2");

    /** Everything that a scenario on plain keys with tables of one's own can say, in block style. */
    private static final String FULL = """
            apiVersion: shardproof/v1
            name: everything
            description: |
              Two lines,
              "quoted".
            seed: -9223372036854775808
            cluster:
              provider: embedded
              shards: [s0, s1]
              strategy: plain
              ranges:
                s0: ["..-10", "0..10"]
                s1: ["-10..0", 10..]
            data:
              schema: sql/schema.sql
              load:
                - more.SQL
                - orders.csv
                - {table: billing.rates, file: r.csv}
              shardKey: {orders: customer_id, "Order Lines": "customer id"}
              reference: [billing.rates]
            reshard:
              shards: [s1, s2]
              ranges: {s1: "..5", s2: "5.."}
              migrator: online
              throttle: 20MiB/s
              maxLag: 0B
              fenceTimeout: 500ms
              cutOverTimeout: 2m
              defect: misplaceRow
            workload:
              profile: user
              rate: 18/s
              keys: uniform
              instances: 5
              threads: 3
              timeout: 1500ms
              retries: 0
              statements:
                - {sql: "SELECT * FROM orders WHERE customer_id = :key", weight: 4}
                - sql: >-
                    UPDATE orders SET note = 'a::b'
                    WHERE customer_id=:key
            phases: {baseline: 4s, after: 90s}
            faults:
              - {slowShard: s0, latency: 200ms, jitter: 100ms, at: copying 40%, for: 20s}
              - {slowShard: s2, latency: 1s, at: baseline +500ms, for: 1h}
              - {slowShard: s2, latency: 1s, at: cutOver, for: 1h}
            checks:
              rowCount: {}
              sampledChecksum: {detect: 1e-3}
              latencyBaseline: {p50: 5%, p999: "+12.5%", ignoreBelow: 0ms}
            expect: {fail: [rowCount, sampledChecksum]}
            """;

    @TempDir
    Path folder;

    @Test
    void minimalScenarioGetsTheDefaults() throws IOException {
        Scenario scenario = read(ScenarioText.minimal().text());

        List<ShardId> source = List.of(S0, S1);
        List<ShardId> target = List.of(S0, S1, S2);
        ClusterSpec cluster = new ClusterSpec(ClusterSpec.Provider.EMBEDDED, source, Planner.equalShares(source));
        assertThat(scenario)
                .isEqualTo(new Scenario(
                        "a-test",
                        "",
                        1,
                        cluster,
                        new DataSpec.BuiltIn(DataSpec.Dataset.ORDERS, 200_000),
                        new ReshardSpec(
                                target,
                                cluster.topology().apply(Planner.smallestPlan(cluster.topology(), target)),
                                ReshardSpec.Migrator.ONLINE,
                                OptionalLong.empty(),
                                1_000_000,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(30),
                                Optional.empty()),
                        new WorkloadSpec(
                                WorkloadSpec.Profile.CHECKOUT,
                                new ArrivalsSpec.Rate(300),
                                OptionalDouble.of(0.8),
                                new WorkloadSpec.Zipf(0.99),
                                2,
                                64,
                                Duration.ofSeconds(2),
                                3,
                                List.of(),
                                new ClientsSpec(100, 0, Optional.empty())),
                        new PhaseSpec(Duration.ofSeconds(10), Duration.ofSeconds(10)),
                        List.of(),
                        GuardsSpec.NONE,
                        Defaults.CHECKS,
                        Expectation.pass()));
        assertThat(scenario.checks().enabled())
                .as("all but those that need a figure, or a trigger and time")
                .containsExactlyInAnyOrderElementsOf(
                        EnumSet.complementOf(EnumSet.of(CheckName.LATENCY_THRESHOLD, CheckName.RECOVERY)));
        assertThat(scenario.workload().application())
                .isEqualTo(new ApplicationSpec(
                        new ApplicationSpec.RoutingCache(Optional.of(Duration.ofMillis(500)), true, false),
                        32,
                        new ApplicationSpec.TimeOuts(
                                Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(8)),
                        new ApplicationSpec.Retry(
                                ApplicationSpec.RetryPolicy.EXPONENTIAL,
                                3,
                                Duration.ofMillis(20),
                                Duration.ofMillis(500),
                                Optional.empty()),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void everyKeyReachesItsField() throws IOException {
        Scenario scenario = readFull();

        assertThat(scenario.description()).isEqualTo("Two lines,\n\"quoted\".\n");
        assertThat(scenario.seed()).isEqualTo(Long.MIN_VALUE);
        assertThat(scenario.cluster().topology().strategy()).isEqualTo(ShardingStrategy.PLAIN);
        assertThat(scenario.cluster().topology().rangesOf(S1)).containsExactly(KeyRange.of(-10, 0), KeyRange.from(10));
        assertThat(scenario.reshard().topology().rangesOf(S1)).containsExactly(KeyRange.below(5));
        assertThat(scenario.reshard().throttleBytesPerSecond()).hasValue(20 << 20);
        assertThat(scenario.reshard().lagBytesMax()).isZero();
        assertThat(scenario.reshard().fenceTimeout()).hasMillis(500);
        assertThat(scenario.reshard().cutOverTimeout()).hasMinutes(2);
        assertThat(scenario.reshard().defect()).contains(ReshardSpec.Defect.MISPLACE_ROW);
        assertThat(scenario.workload())
                .isEqualTo(new WorkloadSpec(
                        WorkloadSpec.Profile.USER,
                        new ArrivalsSpec.Rate(18),
                        OptionalDouble.empty(),
                        new WorkloadSpec.Uniform(),
                        5,
                        3,
                        Duration.ofMillis(1500),
                        0,
                        List.of(
                                new WorkloadSpec.Statement("SELECT * FROM orders WHERE customer_id = :key", 4),
                                new WorkloadSpec.Statement(
                                        "UPDATE orders SET note = 'a::b' WHERE customer_id=:key", 1)),
                        new ClientsSpec(100, 0, Optional.empty())));
        assertThat(scenario.workload().statements())
                .extracting(WorkloadSpec.Statement::isRead)
                .containsExactly(true, false);
        assertThat(scenario.faults())
                .containsExactly(
                        slow(
                                S0,
                                Duration.ofMillis(200),
                                Duration.ofMillis(100),
                                new PhasePoint(LoadPhase.COPYING, 40, Duration.ZERO),
                                Duration.ofSeconds(20)),
                        slow(
                                S2,
                                Duration.ofSeconds(1),
                                Duration.ZERO,
                                new PhasePoint(LoadPhase.BASELINE, 0, Duration.ofMillis(500)),
                                Duration.ofHours(1)),
                        slow(
                                S2,
                                Duration.ofSeconds(1),
                                Duration.ZERO,
                                PhasePoint.startOf(LoadPhase.CUT_OVER),
                                Duration.ofHours(1)));
        assertThat(scenario.checks())
                .isEqualTo(new ChecksSpec(
                        Set.of(CheckName.ROW_COUNT, CheckName.SAMPLED_CHECKSUM, CheckName.LATENCY_BASELINE),
                        Optional.of(new ChecksSpec.SampledChecksum(0.99, 0.001)),
                        Optional.of(new ChecksSpec.LatencyBaseline(
                                Map.of(Percentile.P50, 5.0, Percentile.P999, 12.5), Duration.ZERO))));
        assertThat(scenario.expect())
                .isEqualTo(Expectation.fail(Set.of(CheckName.ROW_COUNT, CheckName.SAMPLED_CHECKSUM)));
    }

    @Test
    void latencySettingsAreReadAndWritten() throws IOException {
        Files.writeString(folder.resolve("production.csv"), "");
        Files.writeString(folder.resolve("calm.json"), "");
        ScenarioText text = ScenarioText.minimal()
                .with("checks: {latencyBaseline: {p99: 10%, looks: 5, file: production.csv, calibration: calm.json},"
                        + " latencyThreshold: {p50: 5ms, p99: 50ms, per: [shard]}}");

        Scenario scenario = read(text.text());

        assertThat(scenario.checks().latencyBaseline())
                .contains(new ChecksSpec.LatencyBaseline(
                        Map.of(Percentile.P99, 10.0),
                        Defaults.IGNORE_BELOW,
                        5,
                        Optional.of(folder.resolve("production.csv")),
                        Optional.of(folder.resolve("calm.json"))));
        assertThat(scenario.checks().latencyThreshold())
                .contains(new ChecksSpec.LatencyThreshold(
                        Map.of(Percentile.P50, Duration.ofMillis(5), Percentile.P99, Duration.ofMillis(50)),
                        Set.of(ChecksSpec.LatencyThreshold.Per.SHARD)));
        assertThat(read(ScenarioWriter.toYaml(scenario))).isEqualTo(scenario);
    }

    @Test
    void fileNamesAreResolvedInTheFolderOfTheScenario() throws IOException {
        DataSpec.OwnSchema data = (DataSpec.OwnSchema) readFull().data();

        assertThat(data.schema()).isEqualTo(folder.resolve("sql/schema.sql"));
        assertThat(data.load())
                .containsExactly(
                        new DataSpec.LoadFile(folder.resolve("more.SQL"), Optional.empty()),
                        new DataSpec.LoadFile(
                                folder.resolve("orders.csv"), Optional.of(new TableName("public", "orders"))),
                        new DataSpec.LoadFile(folder.resolve("r.csv"), Optional.of(new TableName("billing", "rates"))));
        assertThat(data.shardKeys())
                .containsEntry(new TableName("public", "Order Lines"), "customer id")
                .hasSize(2);
        assertThat(data.reference()).containsExactly(new TableName("billing", "rates"));
    }

    @Test
    void writtenScenarioReadsBackEqual() throws IOException {
        for (Scenario scenario : List.of(readFull(), read(ScenarioText.minimal().text()))) {
            String yaml = ScenarioWriter.toYaml(scenario);

            assertThat(read(yaml)).as(yaml).isEqualTo(scenario);
        }
    }

    @Test
    void aProfileReachesItsFieldsAndSurvivesTheRoundTrip() throws IOException {
        Scenario scenario = read(ScenarioText.minimal()
                .with("data: {dataset: register, rows: 500}")
                .with("workload: {profile: register, rate: 300/s, readShare: 0.5, sessions: 7, valueSize: 2KB,"
                        + " holdTransactions: {share: 0.5%, for: 2s},"
                        + " keys: {hotSet: {share: 90%, of: 7%, moveEvery: 30s}}}")
                .with("checks: {history: {staleReads: 3, staleFor: 250ms}}")
                .with("expect: {fail: [history]}")
                .text());

        assertThat(scenario.data()).isEqualTo(new DataSpec.BuiltIn(DataSpec.Dataset.REGISTER, 500));
        assertThat(scenario.workload().profile()).isEqualTo(WorkloadSpec.Profile.REGISTER);
        assertThat(scenario.workload().keys()).isEqualTo(new WorkloadSpec.HotSet(0.9, 0.07, Duration.ofSeconds(30)));
        assertThat(scenario.workload().clients())
                .isEqualTo(new ClientsSpec(
                        7, 2000, Optional.of(new ClientsSpec.HeldTransactions(0.005, Duration.ofSeconds(2)))));
        assertThat(scenario.checks().history()).contains(new ChecksSpec.History(3, Duration.ofMillis(250)));
        assertThat(read(ScenarioWriter.toYaml(scenario))).isEqualTo(scenario);
    }

    @Test
    void theHistoryIsJudgedByDefaultWhereTheProfileBringsOne() throws IOException {
        for (String profile : List.of("bank", "register", "append", "timeline")) {
            Scenario scenario = read(ScenarioText.minimal()
                    .with("data: {dataset: %s}".formatted(profile))
                    .with("workload: {profile: %s, rate: 1/s}".formatted(profile))
                    .text());
            assertThat(scenario.checks().history()).contains(Defaults.HISTORY);
            assertThat(scenario.workload().clients()).isEqualTo(new ClientsSpec(100, 100, Optional.empty()));
        }
        assertThat(read(ScenarioText.minimal()
                                .with("workload: {profile: user, rate: 1/s, statements: [{sql: \"SELECT :key\"}]}")
                                .text())
                        .checks()
                        .enabled())
                .doesNotContain(CheckName.HISTORY)
                .contains(CheckName.ROW_COUNT);
    }

    @Test
    void writtenScenarioNamesEveryDefault() throws IOException {
        assertThat(ScenarioWriter.toYaml(read(ScenarioText.minimal().text())))
                .contains("seed: 1\n", "provider: embedded\n", "strategy: hashed\n", "rows: 200000\n")
                .contains("maxLag: 1MB\n", "fenceTimeout: 5s\n", "cutOverTimeout: 30s\n", "readShare: 0.8\n")
                .contains(
                        "zipf: 0.99\n",
                        "instances: 2\n",
                        "threads: 64\n",
                        "timeout: 2s\n",
                        "retries: 3\n",
                        "baseline: 10s\n")
                .contains("detect: 0.0001\n", "p99: +10%\n", "ignoreBelow: 20ms\n", "faults: []\n", "expect: pass\n");
    }

    @Test
    void whatIsSaidAboutContainersSurvivesTheRoundTripAndAnotherProvider() throws IOException {
        Scenario scenario = read(ScenarioText.minimal()
                .with("cluster: {provider: containers, shards: [s0, s1], image: example.com/team/postgres, version: 17,"
                        + " cpus: 1.5, memory: 512MB, toxiproxyImage: \"example.com:5000/toxiproxy:2.12.0\"}")
                .text());

        assertThat(scenario.cluster().containers())
                .isEqualTo(new ContainersSpec(
                        Optional.of("example.com/team/postgres"),
                        Optional.of(17),
                        Optional.of(1.5),
                        Optional.of(512_000_000L),
                        Optional.of("example.com:5000/toxiproxy:2.12.0")));
        assertThat(read(ScenarioWriter.toYaml(scenario))).isEqualTo(scenario);
        assertThat(scenario.withProvider(ClusterSpec.Provider.EMBEDDED)
                        .cluster()
                        .containers())
                .isEqualTo(scenario.cluster().containers());
        assertThat(read(ScenarioText.minimal().text()).cluster().containers()).isEqualTo(ContainersSpec.NONE);
    }

    @Test
    void serversOfTheUserSurviveTheRoundTrip() throws IOException {
        Scenario scenario = read(ScenarioText.minimal()
                .with("cluster: {provider: external, shards: [s0, s1], denyList: deny, servers:"
                        + " {s0: \"postgresql://u@h0:5433/d?sslmode=require\", s1: {host: h1, database: d, user: u,"
                        + " sslrootcert: ca.crt, passwordFile: secret}, s2: {host: \"::1\", database: d, user: u,"
                        + " passwordEnv: S2_PASSWORD}}}")
                .text());

        assertThat(read(ScenarioWriter.toYaml(scenario))).isEqualTo(scenario);
        assertThat(scenario.cluster()
                        .external()
                        .server(new ShardId("s0"))
                        .orElseThrow()
                        .location())
                .isEqualTo("h0:5433/d");
        assertThatThrownBy(() -> readFull().withProvider(ClusterSpec.Provider.EXTERNAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a server for each shard");
    }

    @Test
    void tinyNumbersSurviveTheRoundTrip() throws IOException {
        Scenario scenario = read(ScenarioText.minimal()
                .with("checks: {sampledChecksum: {confidence: 0.123456789012345, detect: 1e-9}}")
                .text());

        assertThat(read(ScenarioWriter.toYaml(scenario))).isEqualTo(scenario);
    }

    @Test
    void everyVerdictCanBeExpected() throws IOException {
        for (String expect : List.of("pass", "inconclusive", "{fail: [placement]}")) {
            Scenario scenario =
                    read(ScenarioText.minimal().with("expect: " + expect).text());

            assertThat(read(ScenarioWriter.toYaml(scenario)).expect()).isEqualTo(scenario.expect());
        }
    }

    @Test
    void seedAndProviderCanBeOverridden() throws IOException {
        Scenario scenario = readFull();

        assertThat(scenario.withSeed(5).seed()).isEqualTo(5);
        assertThat(scenario.withSeed(5).withSeed(scenario.seed())).isEqualTo(scenario);
        assertThat(scenario.withProvider(ClusterSpec.Provider.ofLabel("embedded")))
                .isEqualTo(scenario);
        Scenario inContainers = scenario.withProvider(ClusterSpec.Provider.ofLabel("containers"));
        assertThat(inContainers.cluster().provider()).isEqualTo(ClusterSpec.Provider.CONTAINERS);
        assertThat(read(ScenarioWriter.toYaml(inContainers))).isEqualTo(inContainers);
        assertThatThrownBy(() -> ClusterSpec.Provider.ofLabel("docker"))
                .hasMessage("there is no provider 'docker'; allowed: embedded, containers, external");
    }

    @Test
    void byteOrderMarkAndWindowsLineEndsAreAccepted() throws IOException {
        String text = ScenarioText.minimal().text();

        assertThat(read("\uFEFF" + text.replace("\n", "\r\n"))).isEqualTo(read(text));
    }

    private Scenario readFull() throws IOException {
        Files.createDirectories(folder.resolve("sql"));
        for (String name : List.of("sql/schema.sql", "more.SQL", "orders.csv", "r.csv")) {
            Files.writeString(folder.resolve(name), "");
        }
        return read(FULL);
    }

    private Scenario read(String text) throws IOException {
        return ScenarioReader.read(Files.writeString(folder.resolve("scenario.yaml"), text));
    }

    private static FaultSpec slow(ShardId shard, Duration latency, Duration jitter, PhasePoint at, Duration length) {
        return new FaultSpec(
                new Fault(FaultKind.SLOW_SHARD, FaultTarget.of(shard), Map.of("latency", latency, "jitter", jitter)),
                at,
                length);
    }
}
