package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.reports.run.GuardReport;
import dev.shardproof.reports.run.InventoryReport;
import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.external.interlock.InterlockException;
import dev.shardproof.simulator.cluster.external.interlock.SandboxMarker;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on servers that a scenario names; the role is no superuser. */
@TestInstance(Lifecycle.PER_CLASS)
class ExternalRunIT {

    private static final String PASSWORD = "canary:\\2b77";
    private static final List<ShardId> SHARDS = List.of(new ShardId("s0"), new ShardId("s1"));

    @TempDir
    Path folder;

    private RunRegistry registry;
    private Cluster servers;

    @BeforeAll
    void start() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        servers = EmbeddedCluster.start(SHARDS, registry);
        for (ShardServer server : servers.shards()) {
            execute(
                    server,
                    "postgres",
                    "CREATE ROLE rehearsal LOGIN REPLICATION PASSWORD E'" + PASSWORD.replace("\\", "\\\\") + "'",
                    "GRANT pg_create_subscription TO rehearsal",
                    "GRANT SET ON PARAMETER session_replication_role TO rehearsal");
        }
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    void aRehearsalOnMarkedServersPassesAndLeavesThemAsTheyWere() throws Exception {
        createDatabases("sandbox");
        for (ShardServer server : servers.shards()) {
            mark(server, "sandbox", "small");
            execute(server, "sandbox", "CREATE FUNCTION theirs() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        }

        TestingRun run = TestingRun.of(folder, scenario("sandbox", ""));

        assertThat(run.failedChecks()).isEmpty();
        assertThat(run.report().checks())
                .filteredOn(check -> !check.check().equals("latencyBaseline"))
                .allMatch(check -> check.verdict() == Verdict.PASS)
                .extracting(CheckResult::check)
                .contains("rowCount", "fullChecksum", "placement", "selfTest");
        assertThat(run.outcome().reasons()).isEmpty();
        assertThat(run.report().inventory().orElseThrow().after())
                .filteredOn(item -> item.kind().equals("objects in the databases"))
                .containsExactlyElementsOf(run.report().inventory().orElseThrow().before().stream()
                        .filter(item -> item.kind().equals("objects in the databases"))
                        .toList())
                .flatExtracting(InventoryReport.Item::names)
                .contains("s0/routine public.theirs()", "s0/table shardproof_sandbox.marker");
        for (ShardServer server : servers.shards()) {
            assertThat(text(server, "sandbox", "SELECT count(*) FROM pg_replication_slots"))
                    .isEqualTo("0");
            assertThat(text(
                            server,
                            "sandbox",
                            "SELECT string_agg(nspname, ' ' ORDER BY 1) FROM pg_namespace"
                                    + " WHERE nspname LIKE 'shardproof%'"))
                    .isEqualTo("shardproof_sandbox");
        }
        assertThat(filesWith(run.bundle(), "2b77")).isEmpty();
        assertThat(Files.readString(run.bundle().resolve("scenario.yaml"))).contains("provider: external", "host: ");
    }

    /** The machine is not ours to look at: that is no reason to call its processor idle. */
    @Test
    void aGuardOnTheServersMachineStopsTheRunBeforeAnythingIsTouched() throws Exception {
        createDatabases("guarded");
        for (ShardServer server : servers.shards()) {
            mark(server, "guarded", "small");
        }

        TestingRun run = TestingRun.of(
                folder, scenario("guarded", "") + "guards: [{when: cpu > 85%}, {when: connections > 90%}]\n");

        assertThat(run.outcome().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(run.outcome().reasons())
                .anyMatch(reason -> reason.contains("guard 'cpu > 85% for 60s: alert' can not be watched")
                        && reason.contains("machines that Shardproof does not see"))
                .noneMatch(reason -> reason.contains("connections"));
        assertThat(run.report().guards().get(0).state()).isEqualTo(GuardReport.State.INCONCLUSIVE);
        assertThat(run.report().migration().orElseThrow().finalState()).isEqualTo("PLANNED");
    }

    @Test
    void aRunThatIsRefusedTouchesNoServer() throws Exception {
        createDatabases("half");
        mark(servers.shards().get(0), "half", "small");

        assertThatThrownBy(() -> TestingRun.of(folder, scenario("half", "")))
                .isInstanceOf(InterlockException.class)
                .hasMessageContaining("shard s1: there is no sandbox marker")
                .hasMessageContaining("./shardproof doctor --mark-sandbox --scenario small");

        assertThat(text(servers.shards().get(0), "half", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo("0");
    }

    @Test
    void aDenyListOfTheScenarioForbids() throws Exception {
        createDatabases("denied");
        Files.writeString(folder.resolve("deny"), "host 127.*\n");

        assertThatThrownBy(() -> TestingRun.of(folder, scenario("denied", ", denyList: deny")))
                .isInstanceOf(InterlockException.class)
                .hasMessageContaining("deny-list");
    }

    private String scenario(String database, String more) throws IOException {
        Files.createFile(
                folder.resolve("password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        List<String> entries = new ArrayList<>();
        for (ShardServer server : servers.shards()) {
            entries.add("%s: {host: %s, port: %d, database: %s, user: rehearsal, passwordFile: password}"
                    .formatted(
                            server.id(),
                            server.endpoint().host(),
                            server.endpoint().port(),
                            database));
        }
        return TestingRun.SMALL.replace(
                "cluster: {shards: [s0]}",
                "cluster: {provider: external, shards: [s0], servers: {%s}%s}"
                        .formatted(String.join(", ", entries), more));
    }

    private void createDatabases(String database) throws SQLException {
        for (ShardServer server : servers.shards()) {
            execute(
                    server,
                    "postgres",
                    "CREATE DATABASE " + database,
                    "GRANT CREATE ON DATABASE " + database + " TO rehearsal");
            execute(server, database, "GRANT CREATE ON SCHEMA public TO rehearsal");
        }
    }

    private static void mark(ShardServer server, String database, String scenario) throws SQLException {
        execute(
                server,
                database,
                SandboxMarker.sql(
                        scenario,
                        "a test",
                        Optional.of(database),
                        Optional.of("rehearsal"),
                        false,
                        Duration.ofHours(1)));
    }

    private static void execute(ShardServer server, String database, String... statements) throws SQLException {
        try (Connection connection = server.dataSource(server.endpoint(), database, Map.of("preferQueryMode", "simple"))
                        .getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String text(ShardServer server, String database, String sql) throws SQLException {
        try (Connection connection = server.connectTo(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<Path> filesWith(Path bundle, String secret) throws IOException {
        try (Stream<Path> files = Files.walk(bundle)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> {
                        try {
                            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }
}
