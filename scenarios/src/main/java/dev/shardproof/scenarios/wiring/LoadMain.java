package dev.shardproof.scenarios.wiring;

import dev.shardproof.loadgen.driver.EpochMicros;
import dev.shardproof.loadgen.driver.LoadSettings;
import dev.shardproof.loadgen.gatling.GatlingLoad;
import dev.shardproof.loadgen.process.DriverControl;
import dev.shardproof.loadgen.workload.CheckoutWorkload;
import dev.shardproof.loadgen.workload.KeyChooser;
import dev.shardproof.loadgen.workload.UserWorkload;
import dev.shardproof.loadgen.workload.Workload;
import dev.shardproof.simulator.client.RetryPolicy;
import dev.shardproof.simulator.client.ShardPools;
import dev.shardproof.simulator.client.ShardedClient;
import dev.shardproof.simulator.routing.RoutingCache;
import dev.shardproof.simulator.routing.postgres.PostgresRoutingAuthority;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.verifier.history.HistoryWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The load process: one application instance with its own routing cache and pools, under Gatling. Started by the
 * harness with the path of a {@link LoadPlan}; see {@link DriverControl} for how it is stopped.
 */
public final class LoadMain {

    /** How old the instance's copy of the topology may grow. */
    private static final Duration ROUTING_TIME_TO_LIVE = Duration.ofMillis(500);

    private static final Duration FIRST_RETRY = Duration.ofMillis(20);
    private static final Duration LONGEST_RETRY = Duration.ofMillis(500);

    private LoadMain() {}

    /** Runs the load until it is stopped, and ends the process: Gatling leaves a thread behind now and then. */
    public static void main(String[] arguments) {
        int exitCode = 0;
        try {
            run(Path.of(arguments[0]));
        } catch (Throwable e) {
            e.printStackTrace(); // goes to the process's log
            exitCode = 1;
        }
        System.exit(exitCode);
    }

    private static void run(Path planFile) throws Exception {
        DriverControl control = DriverControl.listen(System.in, planFile);
        LoadPlan plan = LoadPlan.read(planFile);
        // The driver's own way to a password, so that it passes no command line, no environment and no plan.
        plan.passwordFile().ifPresent(file -> System.setProperty("org.postgresql.pgpassfile", file));
        Duration timeout = Duration.ofMillis(plan.timeoutMillis());
        try (ShardPools pools = new ShardPools(addresses(plan), plan.threads(), timeout);
                HistoryWriter history = new HistoryWriter(Path.of(plan.historyFile()))) {
            ShardedClient client = new ShardedClient(
                    new RoutingCache(authority(plan), ROUTING_TIME_TO_LIVE, System::nanoTime),
                    plan.keyType(),
                    pools.all(),
                    new RetryPolicy(
                            plan.retries(), FIRST_RETRY, LONGEST_RETRY, timeout.multipliedBy(plan.retries() + 1L)),
                    System::nanoTime);
            LoadSettings settings = new LoadSettings(
                    plan.requests().ratePerSecond(),
                    Duration.ofSeconds(plan.maxSeconds()),
                    timeout.multipliedBy(2),
                    plan.threads(),
                    plan.seed(),
                    Path.of(plan.reportFolder()));
            new GatlingLoad(new EpochMicros(InstantSource.system(), System::nanoTime))
                    .run(
                            settings,
                            workload(plan),
                            new RoutedTarget(client),
                            history,
                            control.stopSignal(),
                            control::started);
        }
    }

    private static Map<ShardId, ShardPools.Address> addresses(LoadPlan plan) {
        Map<ShardId, ShardPools.Address> addresses = new LinkedHashMap<>();
        plan.shards()
                .forEach(shard -> addresses.put(
                        new ShardId(shard.name()), new ShardPools.Address(shard.url(), plan.user(), Optional.empty())));
        return addresses;
    }

    private static PostgresRoutingAuthority authority(LoadPlan plan) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(plan.routingUrl());
        database.setUser(plan.user());
        database.setConnectTimeout(2);
        database.setSocketTimeout(2);
        return new PostgresRoutingAuthority(database);
    }

    private static Workload workload(LoadPlan plan) {
        LoadPlan.Requests requests = plan.requests();
        if (requests.keysFile().isEmpty()) {
            return new CheckoutWorkload(chooser(requests, requests.customers()), requests.readShare());
        }
        List<Object> keys = LoadPlan.readKeys(Path.of(requests.keysFile().get()), plan.keyType());
        return new UserWorkload(
                requests.statements().stream()
                        .map(statement -> new UserWorkload.Statement(
                                statement.name(), statement.sql(), statement.weight(), Optional.empty()))
                        .toList(),
                keys,
                chooser(requests, keys.size()));
    }

    private static KeyChooser chooser(LoadPlan.Requests requests, int size) {
        return requests.zipf().isPresent()
                ? KeyChooser.zipf(size, requests.zipf().getAsDouble())
                : KeyChooser.uniform(size);
    }
}
