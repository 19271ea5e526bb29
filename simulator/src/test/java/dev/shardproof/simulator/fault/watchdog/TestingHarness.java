package dev.shardproof.simulator.fault.watchdog;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.cluster.session.SessionEnding;
import dev.shardproof.simulator.fault.lease.HealAction;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A harness in a JVM of its own: it injects all kinds of faults, each with its lease, and then waits for its end. Everything
 * that it acts on outlives it, so only healing can end the faults. Prints a line after each step.
 */
final class TestingHarness {

    static final String LOCK_NAME = "shardproof testing lock";
    static final long LATENCY_MILLIS = 60_000;

    private final Map<String, String> settings;
    private final RunRegistry registry;
    private final WatchedLeases leases;
    private final ToxiproxyClient proxies;

    private TestingHarness(Map<String, String> settings) throws Exception {
        this.settings = settings;
        registry = RunRegistry.open(StateFolder.at(Path.of(settings.get("state"))));
        leases = WatchedLeases.open(registry, System::nanoTime, System.getenv());
        proxies = new ToxiproxyClient("127.0.0.1", number("api"));
    }

    private int number(String name) {
        return Integer.parseInt(settings.get(name));
    }

    /** @param arguments settings as {@code name=value} */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings = Stream.of(arguments)
                .map(argument -> argument.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        new TestingHarness(settings).run();
    }

    private void run() throws Exception {
        System.out.println("run " + registry.runId());
        System.out.println("watchdog " + leases.watchdogPid());
        List<Step> steps = new java.util.ArrayList<>(
                List.of(this::slow, this::down, this::stop, this::lock, this::registered, this::unregistered));
        Collections.shuffle(steps, new Random(number("seed")));
        System.out.println("started");
        for (Step step : steps) {
            step.take();
        }
        System.out.println("done");
        new CountDownLatch(1).await();
    }

    @FunctionalInterface
    private interface Step {
        void take() throws Exception;
    }

    private void grant(String fault, HealAction... actions) {
        leases.grant(fault, Duration.ofMillis(number("ttl")), List.of(actions));
    }

    private void slow() throws Exception {
        grant("slow", new HealAction.RemoveToxic("127.0.0.1", number("api"), "slow", "latency"));
        proxies.getProxy("slow").toxics().latency("latency", ToxicDirection.DOWNSTREAM, LATENCY_MILLIS);
        System.out.println("fault slow");
    }

    private void down() throws Exception {
        grant("down", new HealAction.EnableProxy("127.0.0.1", number("api"), "down"));
        proxies.getProxy("down").disable();
        System.out.println("fault down");
    }

    private void stop() throws Exception {
        ProcessIdentity postmaster = new ProcessIdentity(number("pid"), settings.get("start"));
        grant("stopped", new HealAction.ContinueProcess(postmaster));
        new ProcessBuilder("sh", "-c", "kill -STOP " + postmaster.pid()).start().waitFor();
        System.out.println("fault stopped");
    }

    /** Sleeping in the server, so that the backend takes no notice of its client's death. */
    private void lock() throws Exception {
        SessionEnding sessions = new SessionEnding(
                new Endpoint("127.0.0.1", number("server")),
                settings.get("database"),
                settings.get("user"),
                Optional.of(Path.of(settings.get("passwordFile"))));
        grant("locked", new HealAction.EndSessions(sessions, LOCK_NAME));
        System.setProperty("org.postgresql.pgpassfile", settings.get("passwordFile"));
        CountDownLatch locked = new CountDownLatch(1);
        Thread holder = new Thread(() -> hold(locked));
        holder.setDaemon(true);
        holder.start();
        locked.await();
        System.out.println("fault locked");
    }

    private void hold(CountDownLatch locked) {
        String url = "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&ApplicationName=%s"
                .formatted(number("server"), settings.get("database"), settings.get("user"), LOCK_NAME);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE precious IN ACCESS EXCLUSIVE MODE");
            locked.countDown();
            statement.execute("SELECT pg_sleep(600)");
        } catch (SQLException e) {
            locked.countDown(); // ended by the watchdog
        }
    }

    private void registered() throws Exception {
        Process child = new ProcessBuilder("sleep", "600").start();
        registry.registerProcess(child.toHandle(), "sleep");
        System.out.println("child " + child.pid());
    }

    private void unregistered() throws Exception {
        Process child = new ProcessBuilder("sleep", "600").start();
        grant("child", new HealAction.EndProcess(ProcessIdentity.of(child.toHandle())));
        System.out.println("child " + child.pid());
    }
}
