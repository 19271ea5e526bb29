package dev.shardproof.bench;

import dev.shardproof.loadgen.driver.Completion;
import dev.shardproof.loadgen.driver.EpochMicros;
import dev.shardproof.loadgen.driver.KeyPseudonym;
import dev.shardproof.loadgen.driver.LoadModel;
import dev.shardproof.loadgen.driver.LoadSettings;
import dev.shardproof.loadgen.driver.Target;
import dev.shardproof.loadgen.gatling.GatlingLoad;
import dev.shardproof.loadgen.process.DriverControl;
import dev.shardproof.loadgen.shape.LoadShape;
import dev.shardproof.loadgen.workload.UserWorkload;
import dev.shardproof.loadgen.workload.key.KeyChooser;
import dev.shardproof.simulator.client.ApplicationInstance;
import dev.shardproof.simulator.client.ClientRequest;
import dev.shardproof.simulator.client.ClientResult;
import dev.shardproof.simulator.client.ClientStatement;
import dev.shardproof.simulator.client.ShardPools;
import dev.shardproof.simulator.client.safeguard.RetryPolicy;
import dev.shardproof.simulator.routing.RoutingAuthority;
import dev.shardproof.simulator.routing.RoutingCache;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import dev.shardproof.verifier.history.HistoryWriter;
import dev.shardproof.verifier.history.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.LongStream;

/**
 * The load process of the benchmark: the same driver as in a run, against shards that do nothing, or one real server
 * through the data layer of the simulated application.
 */
public final class LoadBenchmarkDriver {

    static final ShardId SHARD = new ShardId("s0");
    static final int KEYS = 100_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private LoadBenchmarkDriver() {}

    public static void main(String[] arguments) throws Exception {
        Path settingsFile = Path.of(arguments[0]);
        Properties settings = LoadBenchmark.read(settingsFile);
        DriverControl control = DriverControl.listen(System.in, settingsFile);
        EpochMicros clock = new EpochMicros(InstantSource.system(), System::nanoTime);
        if (settings.containsKey("passwords")) {
            System.setProperty("org.postgresql.pgpassfile", settings.getProperty("passwords"));
        }
        int threads = Integer.parseInt(settings.getProperty("threads"));
        try (HistoryWriter history = new HistoryWriter(settingsFile.resolveSibling("history"));
                ShardPools pools = pools(settings, threads)) {
            new GatlingLoad(clock)
                    .run(
                            new LoadSettings(
                                    model(settings, threads),
                                    Duration.ofSeconds(Long.parseLong(settings.getProperty("seconds"))),
                                    TIMEOUT,
                                    42,
                                    settingsFile.resolveSibling("gatling"),
                                    settingsFile.resolveSibling("driver.tsv"),
                                    new KeyPseudonym(new byte[16])),
                            new UserWorkload(
                                    List.of(new UserWorkload.Statement(
                                            "read", "SELECT value FROM points WHERE id = :key", 1, Optional.empty())),
                                    LongStream.rangeClosed(1, KEYS)
                                            .mapToObj(key -> (Object) key)
                                            .toList(),
                                    KeyChooser.uniform(KEYS)),
                            settings.containsKey("url")
                                    ? application(pools)
                                    : operation -> new Completion(Outcome.ACKNOWLEDGED, SHARD.name(), 1, 1, ""),
                            history,
                            control.stopSignal(),
                            control::started);
        }
        Runtime.getRuntime().halt(0); // Gatling leaves a thread behind now and then
    }

    private static LoadModel model(Properties settings, int threads) {
        return settings.containsKey("rate")
                ? new LoadModel.Open(LoadShape.constant(Double.parseDouble(settings.getProperty("rate"))), threads)
                : new LoadModel.Closed(threads, Duration.ZERO);
    }

    private static ShardPools pools(Properties settings, int threads) {
        return settings.containsKey("url")
                ? new ShardPools(
                        Map.of(
                                SHARD,
                                new ShardPools.Address(
                                        settings.getProperty("url"), settings.getProperty("user"), Optional.empty())),
                        threads,
                        TIMEOUT)
                : new ShardPools(Map.of(), 1, TIMEOUT);
    }

    private static Target application(ShardPools pools) {
        Topology topology = Planner.equalShares(List.of(SHARD));
        ApplicationInstance application = new ApplicationInstance(
                new RoutingCache(new Fixed(topology), TIMEOUT, System::nanoTime),
                KeyType.INTEGER,
                pools,
                new RetryPolicy(0, Duration.ofMillis(1), Duration.ofMillis(1), TIMEOUT),
                System::nanoTime);
        return operation -> {
            ClientResult result = application.execute(new ClientRequest(
                    operation.key(),
                    operation.alsoKeys(),
                    operation.everyShard(),
                    operation.write(),
                    operation.statements().stream()
                            .map(statement ->
                                    new ClientStatement(statement.sql(), statement.parameters(), statement.observed()))
                            .toList()));
            return new Completion(
                    Outcome.valueOf(result.outcome().name()),
                    result.shard(),
                    result.epoch(),
                    result.attempts(),
                    result.error());
        };
    }

    /** Nothing moves here. */
    private record Fixed(Topology topology) implements RoutingAuthority {
        @Override
        public Topology current() {
            return topology;
        }

        @Override
        public boolean compareAndSet(long expectedEpoch, Topology next) {
            throw new UnsupportedOperationException("nothing moves in this benchmark");
        }
    }
}
