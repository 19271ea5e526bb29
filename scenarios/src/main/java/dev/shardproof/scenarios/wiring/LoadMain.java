package dev.shardproof.scenarios.wiring;

import dev.shardproof.loadgen.driver.EpochMicros;
import dev.shardproof.loadgen.driver.KeyPseudonym;
import dev.shardproof.loadgen.driver.LoadSettings;
import dev.shardproof.loadgen.gatling.GatlingLoad;
import dev.shardproof.loadgen.gatling.GatlingSimulation;
import dev.shardproof.loadgen.gatling.SimulationRun;
import dev.shardproof.loadgen.process.DriverControl;
import dev.shardproof.loadgen.workload.key.HotKeys;
import dev.shardproof.scenarios.application.ActivityFile;
import dev.shardproof.scenarios.application.ApplicationFaults;
import dev.shardproof.scenarios.application.ApplicationTier;
import dev.shardproof.simulator.client.ShardPools;
import dev.shardproof.simulator.routing.RoutingAuthority;
import dev.shardproof.simulator.routing.RoutingException;
import dev.shardproof.simulator.routing.TopologyWatch;
import dev.shardproof.simulator.routing.postgres.PostgresRoutingAuthority;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.verifier.history.HistoryWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The load process: the instances of the application, each with its own routing cache and pools, under Gatling. Started by
 * the harness with the path of a {@link LoadPlan}; see {@link DriverControl} for how it is stopped.
 */
public final class LoadMain {

    /** How often the authority is asked for all instances together. */
    private static final Duration ROUTING_WATCH = Duration.ofMillis(100);

    /** What the instances' routing caches share: they only read one row now and then. */
    private static final ShardId ROUTING = new ShardId("routing");

    private static final int ROUTING_CONNECTIONS = 2;
    private static final Duration ROUTING_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ROUTING_START = Duration.ofSeconds(30);

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
        EpochMicros clock = plan.clock().here(InstantSource.system(), System::nanoTime);
        if (plan.requests().arrivals().simulation().isPresent()) {
            runSimulation(plan, control, clock);
        } else {
            runProfile(plan, control, clock);
        }
    }

    /** The user's simulation reaches the shards by itself, by way of the proxies; all it gets is where they are. */
    private static void runSimulation(LoadPlan plan, DriverControl control, EpochMicros clock) throws IOException {
        Map<String, String> urls = new LinkedHashMap<>();
        plan.shards().forEach(shard -> urls.put(shard.name(), shard.url()));
        urls.forEach((shard, url) -> System.setProperty("shardproof.shard." + shard, url));
        System.setProperty("shardproof.user", plan.user());
        System.setProperty("shardproof.seed", Long.toString(plan.seed()));
        try (HistoryWriter history = new HistoryWriter(Path.of(plan.historyFile()))) {
            GatlingSimulation.run(
                    plan.requests().arrivals().simulation().orElseThrow(),
                    Path.of(plan.reportFolder()),
                    new SimulationRun(urls, plan.user(), plan.seed(), history, new KeyPseudonym(secret()), clock),
                    control.stopSignal(),
                    control::started);
        }
    }

    private static void runProfile(LoadPlan plan, DriverControl control, EpochMicros clock) throws Exception {
        LoadPlan.Requests requests = plan.requests();
        HotKeys keys = new HotKeys(Workloads.chooser(requests), plan.seed());
        try (ShardPools routing = routing(plan);
                TopologyWatch watch = new TopologyWatch(authority(routing));
                ApplicationTier tier = ApplicationTiers.of(plan, authority(routing), watch);
                ApplicationFaults faults = new ApplicationFaults(tier, keys, System::nanoTime);
                ActivityFile.Writer activity = new ActivityFile.Writer(Path.of(plan.activityFile()), tier, clock);
                HistoryWriter history = new HistoryWriter(Path.of(plan.historyFile()))) {
            control.onCommand(faults);
            watch.start(ROUTING_WATCH);
            activity.start();
            LoadSettings settings = new LoadSettings(
                    requests.arrivals().model(plan.threads()),
                    Duration.ofSeconds(plan.maxSeconds()),
                    plan.drainTimeout(),
                    plan.seed(),
                    Path.of(plan.reportFolder()),
                    Path.of(plan.punctualityFile()),
                    new KeyPseudonym(secret()));
            new GatlingLoad(clock)
                    .run(settings, Workloads.of(plan, keys), tier, history, control.stopSignal(), control::started);
        }
    }

    private static ShardPools routing(LoadPlan plan) {
        return new ShardPools(
                Map.of(ROUTING, new ShardPools.Address(plan.routingUrl(), plan.user(), Optional.empty())),
                ROUTING_CONNECTIONS,
                ROUTING_TIMEOUT);
    }

    private static RoutingAuthority authority(ShardPools routing) throws InterruptedException {
        return answering(new PostgresRoutingAuthority(routing.all().get(ROUTING)));
    }

    /** Kept nowhere, so that nobody can find out later which keys a history is about; not from the run's seed. */
    private static byte[] secret() {
        byte[] secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    /** The first connection of a new JVM can take longer than one that an instance waits for later. */
    private static RoutingAuthority answering(RoutingAuthority authority) throws InterruptedException {
        for (long begin = System.nanoTime(); ; TimeUnit.MILLISECONDS.sleep(100)) {
            try {
                authority.current();
                return authority;
            } catch (RoutingException e) {
                if (System.nanoTime() - begin > ROUTING_START.toNanos()) {
                    throw e;
                }
            }
        }
    }
}
