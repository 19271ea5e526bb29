package dev.shardproof.simulator.fault.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.RegisteredProcess;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.fault.lease.HealAction;
import dev.shardproof.simulator.fault.lease.HealedFault;
import dev.shardproof.simulator.fault.lease.Lease;
import dev.shardproof.simulator.fault.proxy.EmbeddedProxyServer;
import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.fault.proxy.ToxiproxyBinary;
import dev.shardproof.simulator.topology.ShardId;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of faults whose harness is killed, stuck or forgetful. Servers and proxies are this test's own and outlive the
 * harness, so that a fault can only end by being healed. With the real Toxiproxy where SHARDPROOF_TOXIPROXY names it.
 */
class WatchdogIT {

    private static final ShardId STOPPED = new ShardId("stopped");
    private static final ShardId BEHIND_PROXIES = new ShardId("behind");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Longer than any test; a lease that is this good must not be touched. */
    private static final int LONG_TTL = 3_600_000;

    private static RunRegistry own;
    private static EmbeddedCluster cluster;
    private static ProxyServer server;
    private static ToxiproxyClient client;

    @TempDir
    Path folder;

    private final List<Process> harnesses = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        own = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(List.of(STOPPED, BEHIND_PROXIES), own);
        String binary = System.getenv("SHARDPROOF_TOXIPROXY");
        server = binary == null ? EmbeddedProxyServer.start(1) : ToxiproxyBinary.start(Path.of(binary));
        client = new ToxiproxyClient(server.host(), server.port());
        String upstream = behind().endpoint().toString();
        client.createProxy("slow", "127.0.0.1:0", upstream);
        client.createProxy("down", "127.0.0.1:0", upstream);
        try (Connection connection = behind().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE precious (id int)");
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        cluster.close();
        own.close();
    }

    @AfterEach
    void endHarnesses() throws Exception {
        for (Process harness : harnesses) {
            harness.destroyForcibly().waitFor();
        }
        new ProcessBuilder("kill", "-CONT", Long.toString(postmaster().pid()))
                .start()
                .waitFor();
        client.reset();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatAKilledHarnessHasInjectedIsGone(int seed) throws Exception {
        Process harness = startHarness(seed, LONG_TTL);
        await().atMost(PATIENCE).until(() -> output().contains("started"));
        // Somewhere between the first fault and some time after the last.
        TimeUnit.MILLISECONDS.sleep(new Random(seed).nextInt(seed % 2 == 0 ? 2_000 : 300));

        harness.destroyForcibly().waitFor();
        long killed = System.nanoTime();

        await().atMost(PATIENCE).until(this::nothingIsLeft);
        System.out.printf(
                "seed %d: %s, all healed and removed after %d ms%n",
                seed,
                output().stream().filter(line -> line.startsWith("fault")).toList(),
                Duration.ofNanos(System.nanoTime() - killed).toMillis());
        assertFaultsAreGone();
        List<String> healed = settle().stream()
                .filter(HealedFault::healed)
                .map(HealedFault::fault)
                .toList();
        assertThat(healed).containsAll(injected());
        assertThat(settle()).isEmpty();
    }

    @Test
    void sigtermLeavesNothingEither() throws Exception {
        Process harness = startHarness(1, LONG_TTL);
        await().atMost(PATIENCE).until(() -> output().contains("done"));
        harness.destroy();
        await().atMost(PATIENCE).until(this::nothingIsLeft);
        assertFaultsAreGone();
    }

    @Test
    void whatAStuckHarnessHasInjectedIsHealedWhenItsTimeIsOver() throws Exception {
        Process harness = startHarness(2, 15_000);
        await().atMost(PATIENCE).until(() -> output().contains("done"));
        signal("STOP", harness.pid());

        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(WatchdogIT::assertFaultsAreGone);
        assertThat(ProcessIdentity.of(harness.toHandle()).isAlive()).isTrue();
        assertThat(runFolder()).exists();
        long registered = Long.parseLong(last("child"));
        assertThat(children()).hasSize(2);
        // Only what a lease said was ended; what else the run has is the living harness's.
        assertThat(children().stream().filter(ProcessIdentity::isAlive)).hasSize(1);
        assertThat(registered).isPositive();

        harness.destroyForcibly().waitFor();
        await().atMost(PATIENCE).until(this::nothingIsLeft); // while the folder is there
    }

    @Test
    void whereTheWatchdogIsKilledTooTheNextRunHeals() throws Exception {
        Process harness = startHarness(3, LONG_TTL);
        await().atMost(PATIENCE).until(() -> output().contains("done"));
        signal("STOP", harness.pid()); // it would replace its watchdog
        signal("KILL", watchdog());
        harness.destroyForcibly().waitFor();

        assertThat(client.getProxy("slow").toxics().getAll()).hasSize(1);
        assertThat(client.getProxy("down").isEnabled()).isFalse();
        try (RunRegistry next = RunRegistry.open(state())) {
            DeadLeases dead = new DeadLeases(next, System.getenv());
            assertThat(dead.settle())
                    .allMatch(HealedFault::healed)
                    .extracting(HealedFault::fault)
                    .containsExactlyInAnyOrder("slow", "down", "stopped", "locked", "child");
            next.reapDead();
            assertThat(dead.settle()).isEmpty();
        }
        await().atMost(PATIENCE).until(this::nothingIsLeft);
        assertFaultsAreGone();
    }

    @Test
    void aGoodLeaseIsNotTouchedWhileAnotherRunsOut() throws Exception {
        try (RunRegistry registry = RunRegistry.open(state());
                WatchedLeases leases = WatchedLeases.open(registry, System::nanoTime, System.getenv())) {
            Lease good = leases.grant("good", Duration.ofHours(1), List.of(remove("good")));
            leases.grant("short", Duration.ofMillis(300), List.of(remove("short")));
            latency("good");
            latency("short");

            await().atMost(PATIENCE).until(() -> leases.open().equals(List.of("good")));
            await().atMost(PATIENCE).until(() -> !toxics().contains("short"));
            assertThat(toxics()).containsExactly("good");
            assertThat(leases.healed())
                    .containsExactly(new HealedFault("short", HealedFault.Reason.EXPIRED, List.of()));
            good.close();
            assertThat(leases.open()).isEmpty();
        }
        // Given back, so it was the injector's to heal, and nobody else did.
        assertThat(toxics()).containsExactly("good");
    }

    @Test
    void whatIsLeftOpenIsHealedAtTheEnd() throws Exception {
        try (RunRegistry registry = RunRegistry.open(state())) {
            WatchedLeases leases = WatchedLeases.open(registry, System::nanoTime, System.getenv());
            leases.grant("forgotten", Duration.ofHours(1), List.of(remove("forgotten")));
            latency("forgotten");
            leases.close();
            assertThat(toxics()).isEmpty();
            assertThat(leases.healed())
                    .containsExactly(new HealedFault("forgotten", HealedFault.Reason.LEFT_OPEN, List.of()));
            assertThat(leases.open()).isEmpty();
            assertThat(new DeadLeases(registry, Map.of()).settle()).isEmpty();
        }
    }

    @Test
    void aWatchdogThatDiesIsReplacedAndCtrlCDoesNotKillIt() throws Exception {
        try (RunRegistry registry = RunRegistry.open(state());
                WatchedLeases leases = WatchedLeases.open(registry, System::nanoTime, System.getenv())) {
            long first = leases.watchdogPid();
            leases.grant("short", Duration.ofSeconds(8), List.of(remove("short")));
            latency("short");
            signal("INT", first);
            signal("KILL", first);
            await().atMost(PATIENCE).until(() -> leases.watchdogPid() != first);
            signal("INT", leases.watchdogPid());
            await().atMost(PATIENCE).until(() -> toxics().isEmpty());
            assertThat(ProcessHandle.of(leases.watchdogPid())).isPresent();
        }
    }

    @Test
    void whereNoWatchdogIsLeftTheRunItselfHealsAtTheEnd() throws Exception {
        try (RunRegistry registry = RunRegistry.open(state())) {
            WatchedLeases leases = WatchedLeases.open(registry, System::nanoTime, System.getenv());
            leases.grant("slow", Duration.ofHours(1), List.of(remove("slow")));
            latency("slow");
            for (int restarts = 0; restarts < 5; restarts++) {
                long pid = leases.watchdogPid();
                signal("KILL", pid);
                await().atMost(PATIENCE).until(() -> leases.watchdogPid() != pid);
            }
            ProcessIdentity last =
                    ProcessIdentity.of(ProcessHandle.of(leases.watchdogPid()).orElseThrow());
            signal("KILL", last.pid());
            await().atMost(PATIENCE).until(() -> !last.isAlive());
            assertThat(toxics()).containsExactly("slow");

            leases.close();

            assertThat(toxics()).isEmpty();
            assertThat(leases.healed())
                    .containsExactly(new HealedFault("slow", HealedFault.Reason.LEFT_OPEN, List.of()));
            assertThat(leases.open()).isEmpty();
        }
    }

    @Test
    void aWatchdogThatDoesNotStartIsAnErrorAndIsNotTriedAgainUnasked() throws Exception {
        Path starts = folder.resolve("starts");
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho start >>'%s'\nexit 1\n".formatted(starts));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        String home = System.setProperty("java.home", folder.toString());
        try (RunRegistry registry = RunRegistry.open(state())) {
            assertThatThrownBy(() -> WatchedLeases.open(registry, System::nanoTime, System.getenv()))
                    .hasMessageContaining("the watchdog was not ready");
            // A second one would come at once.
            await().during(Duration.ofSeconds(2))
                    .until(() -> Files.readAllLines(starts).equals(List.of("start")));
        } finally {
            System.setProperty("java.home", home);
        }
    }

    @Test
    void whatCanNotBeHealedIsToldAndTriedAgain() throws Exception {
        HealAction impossible = new HealAction.RemoveToxic("no-such-host.invalid", 1, "p", "t");
        try (RunRegistry registry = RunRegistry.open(state())) {
            WatchedLeases leases = WatchedLeases.open(registry, System::nanoTime, System.getenv());
            leases.grant("hopeless", Duration.ofHours(1), List.of(impossible, remove("possible")));
            latency("possible");
            leases.close();
            assertThat(leases.healed()).singleElement().satisfies(fault -> {
                assertThat(fault.healed()).isFalse();
                assertThat(fault.toString()).contains("hopeless (left open), but: there is no host no-such-host");
            });
            assertThat(toxics()).isEmpty();
        }
        try (RunRegistry next = RunRegistry.open(state())) {
            DeadLeases dead = new DeadLeases(next, Map.of());
            assertThat(dead.settle())
                    .singleElement()
                    .satisfies(fault ->
                            assertThat(fault.toString()).contains("hopeless", "every run will try again; delete "));
            assertThat(dead.settle()).hasSize(1);
        }
    }

    private static HealAction remove(String toxic) {
        return new HealAction.RemoveToxic(server.host(), server.port(), "slow", toxic);
    }

    private static void latency(String name) throws IOException {
        client.getProxy("slow").toxics().latency(name, ToxicDirection.DOWNSTREAM, TestingHarness.LATENCY_MILLIS);
    }

    private static List<String> toxics() throws IOException {
        return client.getProxy("slow").toxics().getAll().stream()
                .map(toxic -> toxic.getName())
                .toList();
    }

    /** By probes on the wire, which know nothing of leases; each fault would keep its probe waiting or fail it. */
    private static void assertFaultsAreGone() throws Exception {
        for (String name : List.of("slow", "down")) {
            Proxy proxy = client.getProxy(name);
            int port = Integer.parseInt(proxy.getListen().replaceFirst(".*:", ""));
            query(behind(), port, "SELECT 1");
        }
        query(cluster.shard(STOPPED), cluster.shard(STOPPED).endpoint().port(), "SELECT 1");
        query(behind(), behind().endpoint().port(), "BEGIN; LOCK TABLE precious NOWAIT; COMMIT");
    }

    private static void query(ShardServer shard, int port, String sql) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", shard.login().user());
        properties.setProperty(
                "password", shard.login().password().orElseThrow().get());
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "10");
        String url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, shard.database());
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean nothingIsLeft() throws IOException {
        return !Files.exists(runFolder())
                && children().stream().noneMatch(ProcessIdentity::isAlive)
                // A zombie, which not every container's first process takes away, has ended.
                && ProcessHandle.of(watchdog())
                        .map(ProcessIdentity::of)
                        .filter(ProcessIdentity::isAlive)
                        .isEmpty();
    }

    private Process startHarness(int seed, int timeToLive) throws IOException {
        ProcessIdentity postmaster = postmaster();
        Process harness = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TestingHarness.class.getName(),
                        "state=" + state().path(),
                        "seed=" + seed,
                        "ttl=" + timeToLive,
                        "api=" + server.port(),
                        "pid=" + postmaster.pid(),
                        "start=" + postmaster.start(),
                        "server=" + behind().endpoint().port(),
                        "database=" + behind().database(),
                        "user=" + behind().login().user(),
                        "passwordFile=" + behind().login().passwordFile().orElseThrow())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        harnesses.add(harness);
        return harness;
    }

    private StateFolder state() throws IOException {
        return StateFolder.at(folder.resolve("state"));
    }

    private List<HealedFault> settle() throws IOException {
        try (RunRegistry next = RunRegistry.open(state())) {
            return new DeadLeases(next, System.getenv()).settle();
        }
    }

    private List<String> output() throws IOException {
        String text = Files.readString(folder.resolve("output"));
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private List<String> injected() throws IOException {
        return output().stream()
                .filter(line -> line.startsWith("fault "))
                .map(line -> line.substring("fault ".length()))
                .toList();
    }

    private String last(String word) throws IOException {
        return output().stream()
                .filter(line -> line.startsWith(word + " "))
                .reduce((first, second) -> second)
                .map(line -> line.substring(word.length() + 1))
                .orElseThrow(() -> new IllegalStateException("no " + word));
    }

    private List<ProcessIdentity> children() throws IOException {
        return output().stream()
                .filter(line -> line.startsWith("child "))
                .map(line -> Long.parseLong(line.substring("child ".length())))
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .map(ProcessIdentity::of)
                .toList();
    }

    private long watchdog() throws IOException {
        return Long.parseLong(last("watchdog"));
    }

    private Path runFolder() throws IOException {
        return state().runFolder(last("run"));
    }

    private static ShardServer behind() {
        return cluster.shard(BEHIND_PROXIES);
    }

    private static ProcessIdentity postmaster() throws IOException {
        return own.inventory().stream()
                .flatMap(run -> run.processes().stream())
                .filter(process -> process.label().equals("postgres " + STOPPED))
                .map(RegisteredProcess::identity)
                .filter(ProcessIdentity::isAlive)
                .findFirst()
                .orElseThrow();
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
