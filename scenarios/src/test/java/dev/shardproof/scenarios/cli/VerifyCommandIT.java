package dev.shardproof.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.verifier.preflight.ReadOnlyRole;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole command on real servers: one source became two targets. */
class VerifyCommandIT {

    /** Must appear nowhere: in no output, in no file. */
    private static final String CANARY = "canary-9f3b71-password";

    /** More than a checkpoint without the digest of the orders of a server. */
    private static final long A_DIGEST = 8_000;

    private static final String TABLES = """
            CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, note text);
            CREATE TABLE currencies (code text PRIMARY KEY);
            CREATE VIEW dear_orders AS SELECT * FROM orders;
            INSERT INTO currencies VALUES ('EUR'), ('CHF');
            """;

    private static RunRegistry registry;
    private static Cluster cluster;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void start(@TempDir Path state) throws IOException, SQLException {
        registry = RunRegistry.open(StateFolder.at(state));
        cluster = EmbeddedCluster.start(List.of(new ShardId("s0"), new ShardId("t0"), new ShardId("t1")), registry);
        for (ShardServer server : cluster.shards()) {
            execute(server, TABLES);
            execute(server, ReadOnlyRole.script("reader", server.database(), List.of("public"), 18_00_00));
            execute(server, "ALTER ROLE reader PASSWORD '" + CANARY + "'");
        }
    }

    @AfterAll
    static void stop() {
        cluster.close();
        registry.close();
    }

    @BeforeEach
    void fill() throws SQLException {
        environment.put("PGPASSWORD", CANARY);
        fill("s0", "true");
        fill("t0", "customer_id < 50");
        fill("t1", "customer_id >= 50");
    }

    @AfterEach
    void dropLargeTable() throws SQLException {
        for (ShardServer server : cluster.shards()) {
            execute(server, "DROP TABLE IF EXISTS zoo");
        }
    }

    private static void fill(String shard, String condition) throws SQLException {
        execute(server(shard), "TRUNCATE orders");
        execute(
                server(shard),
                "INSERT INTO orders SELECT g, g % 100, 'note ' || g FROM generate_series(1, 2000) g WHERE "
                        + condition.replace("customer_id", "(g % 100)"));
    }

    @Test
    void equalDataPassesAndThePasswordIsNowhere() throws IOException {
        assertThat(verify(arguments("--out", folder.toString())))
                .as(err.toString())
                .isZero();

        assertThat(out.toString()).contains("PASS");
        assertThat(bundle()).contains("report.json", "junit.xml", "summary.md", "report.html");
        assertThat(text("report.json"))
                .contains("none (loopback)", location("s0"), "\"login\"", "reader")
                .doesNotContain("\"bytesReceived\" : 0,", "\"bytesReceived\":0,");
        assertNoCanary();
    }

    @Test
    void aDamagedRowFails() throws Exception {
        execute(server("t1"), "UPDATE orders SET note = 'other' WHERE id = 77");

        assertThat(verify(arguments("--out", folder.toString())))
                .as(err.toString())
                .isEqualTo(1);
        assertThat(out.toString()).contains("FAIL", "fullChecksum", "public.orders");
        assertNoCanary();
    }

    @Test
    void aRowOnTheWrongTargetFailsThePlacement() throws Exception {
        List<String> placed = arguments(
                "--shard-key",
                "orders=customer_id",
                "--key-space",
                "plain",
                "--range",
                "t0=..50",
                "--range",
                "t1=50..",
                "--check",
                "rowCount,fullChecksum,placement",
                "--out",
                folder.toString());
        assertThat(verify(placed)).as(err.toString()).isZero();

        execute(server("t0"), "INSERT INTO orders SELECT 99, 99, 'note 99'");
        execute(server("t1"), "DELETE FROM orders WHERE id = 99");

        assertThat(verify(placed)).isEqualTo(1);
        assertThat(out.toString()).contains("placement");
    }

    @Test
    void aPlanFileSaysTheSameAsFlags() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), CANARY + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        environment.clear();
        Path plan = Files.writeString(folder.resolve("plan.yaml"), """
                apiVersion: shardproof/v1
                kind: verification
                name: shop
                sources: {s0: {host: 127.0.0.1, port: %d, database: %s, user: reader, passwordFile: secret}}
                targets:
                  t0: {host: 127.0.0.1, port: %d, database: %s, user: reader, passwordFile: secret}
                  t1: {host: 127.0.0.1, port: %d, database: %s, user: reader, passwordFile: secret}
                tables: {reference: [currencies]}
                """.formatted(
                        port("s0"), database("s0"), port("t0"), database("t0"), port("t1"), database("t1")));

        assertThat(verify(
                        List.of(plan.toString(), "--out", folder.resolve("runs").toString())))
                .as(err.toString())
                .isZero();
        assertThat(folder.resolve("runs/shop")).isDirectory();
        Files.delete(secret);
        assertNoCanary();
    }

    @Test
    void aDryRunSaysWhatWouldBeDoneAndLeavesNothing() throws IOException {
        assertThat(verify(arguments("--dry-run", "--exclude", "nothing.*", "--out", folder.toString())))
                .as("an exclusion that excludes nothing is a mistake")
                .isEqualTo(64);
        assertThat(verify(arguments("--dry-run", "--out", folder.toString())))
                .as(err.toString())
                .isZero();

        assertThat(out.toString())
                .contains("Source s0: " + location("s0") + " as reader, PostgreSQL")
                .contains("TLS: none (loopback)")
                .contains("the password came from the environment variable PGPASSWORD")
                .contains("public.orders, split over the shards")
                .contains("public.currencies, a full copy on every shard")
                .contains("Checks: coverage")
                .contains("No row of a table was read");
        assertThat(folder).isEmptyDirectory();
        assertNoCanary();
    }

    @Test
    void aWrongPasswordIsTheUsersMistake() throws IOException {
        environment.put("SHARDPROOF_PASSWORD_T1", "wrong-" + CANARY);

        assertThat(verify(arguments("--out", folder.toString()))).isEqualTo(64);
        assertThat(err.toString())
                .contains("server t1 (" + location("t1") + ")")
                .contains("the password came from the environment variable SHARDPROOF_PASSWORD_T1")
                .doesNotContain("server s0");
        assertThat(folder).isEmptyDirectory();
        assertNoCanary();
    }

    @Test
    void aPasswordThatIsNotFoundIsTheUsersMistakeAndThePlacesAreNamed() throws IOException {
        environment.clear();
        Files.writeString(folder.resolve(".pgpass"), "*:*:*:*:" + CANARY + "\n");
        Files.setPosixFilePermissions(folder.resolve(".pgpass"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(verify(arguments())).isEqualTo(64);
        assertThat(err.toString())
                .contains("no password was found in SHARDPROOF_PASSWORD_S0, PGPASSWORD")
                .contains(".pgpass, which was ignored", "rw-r--r--");

        Files.setPosixFilePermissions(folder.resolve(".pgpass"), PosixFilePermissions.fromString("rw-------"));
        assertThat(verify(arguments("--dry-run"))).isZero();
    }

    @Test
    void anUnknownDatabaseHostOrRoleIsTheUsersMistake() {
        assertThat(verify(arguments("--target", "t2=postgresql://reader@127.0.0.1:" + port("t1") + "/nothing")))
                .isEqualTo(64);
        assertThat(err.toString()).contains("there is no database of this name");
        assertThat(verify(arguments("--target", "t2=postgresql://reader@no-such-host.invalid/shop")))
                .isEqualTo(64);
        assertThat(err.toString())
                .contains("server t2 (no-such-host.invalid:5432/shop): there is no host of this name");
        assertThat(verify(arguments("--target", "t2=postgresql://nobody@127.0.0.1:" + port("t1") + "/x")))
                .isEqualTo(64);
    }

    @Test
    void aServerThatIsDownLeavesNothingToJudge() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }

        assertThat(verify(arguments("--target", "t2=postgresql://reader@127.0.0.1:" + closed + "/shop")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("server t2", "nothing accepts connections there");
    }

    @Test
    void tlsThatTheServerDoesNotHaveIsTheUsersDecision() {
        assertThat(verify(arguments(
                        "--target",
                        "t2=postgresql://reader@127.0.0.1:" + port("t1") + "/postgres?sslmode=verify-full")))
                .isEqualTo(64);
        assertThat(err.toString()).contains("TLS as demanded (sslmode=verify-full) did not come about", "sslrootcert");
    }

    @Test
    void aTableThatIsNotThereOrIsAViewIsTheUsersMistake() {
        assertThat(verify(arguments("--table", "ordres"))).isEqualTo(64);
        assertThat(err.toString()).contains("public.ordres");
        assertThat(verify(arguments("--table", "dear_orders", "--out", folder.toString())))
                .isEqualTo(64);
        assertThat(err.toString()).contains("is a view");
        assertThat(folder.resolve("verification")).isEmptyDirectory();
    }

    @Test
    void aRoleThatCouldWriteIsRefusedUnlessThatIsAllowed() throws SQLException {
        execute(server("s0"), "GRANT INSERT ON orders TO reader");
        try {
            assertThat(verify(arguments("--out", folder.toString()))).isEqualTo(64);
            assertThat(err.toString()).contains("could write").contains("CREATE ROLE");
            assertThat(verify(arguments("--allow-writable-role", "--check", "rowCount", "--out", folder.toString())))
                    .isZero();
        } finally {
            execute(server("s0"), "REVOKE INSERT ON orders FROM reader");
        }
    }

    @Test
    void aColumnThatMayNotBeReadIsInDoubtUnlessItIsIgnored() throws Exception {
        execute(server("s0"), "CREATE ROLE clerk LOGIN PASSWORD '" + CANARY + "'");
        execute(server("s0"), "GRANT SELECT (id, customer_id) ON orders TO clerk");
        try {
            String[] orders = {
                "--table",
                "orders",
                "--check",
                "rowCount,fullChecksum",
                "--out",
                folder.toString(),
                "--source",
                "s0=" + url("s0").replace("reader@", "clerk@")
            };
            List<String> asClerk =
                    new ArrayList<>(List.of("--target", "t0=" + url("t0"), "--target", "t1=" + url("t1")));
            asClerk.addAll(Arrays.asList(orders));

            assertThat(verify(asClerk)).isEqualTo(2);
            assertThat(text("summary.md"))
                    .contains(
                            "permission denied for table orders",
                            "SELECT is needed on every column that is not ignored");

            asClerk.addAll(List.of("--ignore", "orders.note"));
            assertThat(verify(asClerk)).isZero();
        } finally {
            execute(server("s0"), "DROP OWNED BY clerk; DROP ROLE clerk");
        }
    }

    @Test
    void theSameServerUnderTwoNamesIsTheUsersMistake() {
        assertThat(verify(arguments("--target", "t2=" + url("s0").replace("127.0.0.1", "localhost"))))
                .isEqualTo(64);
        assertThat(err.toString()).contains("the same server");
    }

    @Test
    void stoppedHalfWayItWritesWhatItHas() throws Exception {
        int exitCode = disturbed((run, statement) -> run.interrupt());

        assertThat(exitCode).as(out + "\n" + err).isEqualTo(130);
        assertThat(bundle()).contains("report.json", "report.html");
        assertThat(text("report.json")).contains("INCONCLUSIVE", "it was stopped before this check was done");
        assertNoCanary();
    }

    @Test
    void stoppedWhileAServerDoesNotAnswerAnyMoreItWritesWhatItHas() throws Exception {
        try (SilentProxy proxy = new SilentProxy(port("t1"))) {
            List<String> arguments = new ArrayList<>(arguments("--out", folder.toString()));
            arguments.replaceAll(argument -> argument.replace(":" + port("t1") + "/", ":" + proxy.port() + "/"));

            int exitCode = disturbed(arguments, (run, statement) -> {
                proxy.fallSilent();
                run.interrupt();
            });

            assertThat(exitCode).as(out + "\n" + err).isEqualTo(130);
            assertThat(bundle()).contains("report.json", "report.html");
        }
    }

    @Test
    void aServerThatDiesHalfWayIsInconclusiveAndTheReportIsWritten() throws Exception {
        int exitCode = disturbed((run, statement) ->
                statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'"));

        assertThat(exitCode).as(out + "\n" + err).isEqualTo(2);
        assertThat(bundle()).contains("report.json", "report.html");
        assertThat(text("report.json")).contains("INCONCLUSIVE", "reader");
        assertNoCanary();
    }

    @Test
    void aKilledRunGoesOnInItsFolder() throws Exception {
        addLargeTable();
        Path bundle = killed();

        assertThat(verify(arguments("--resume", bundle.toString(), "--exclude", "currencies")))
                .as("another plan")
                .isEqualTo(64);
        assertThat(err.toString())
                .contains("belongs to another verification", "tables of the plan", "Without --resume");
        assertThat(bundle()).containsExactly("checkpoint");
        assertThat(verify(arguments("--resume", bundle.toString())))
                .as(err.toString())
                .isZero();

        assertThat(out.toString()).contains("PASS", "report: " + bundle).doesNotContain("not finished");
        assertThat(bundle())
                .containsExactlyInAnyOrder("report.json", "junit.xml", "summary.md", "report.html")
                .doesNotContain("checkpoint");
        assertThat(text("report.json")).contains("were finished by an earlier run");
        assertThat(verify(arguments("--resume", bundle.toString())))
                .as("nothing is left to resume")
                .isEqualTo(64);
        assertThat(err.toString()).contains("has no file checkpoint");
        assertNoCanary();
    }

    @Test
    void damageIsFoundAfterAKillAllTheSame() throws Exception {
        execute(server("t1"), "UPDATE orders SET note = 'other' WHERE id = 77");
        execute(server("t0"), "DELETE FROM orders WHERE id = 101");
        addLargeTable();
        Path bundle = killed();

        assertThat(verify(arguments("--resume", bundle.toString()))).isEqualTo(1);
        assertThat(text("report.json")).contains("were finished by an earlier run", "\"77\"", "\"101\"");
        assertThat(bundle()).doesNotContain("checkpoint");
    }

    @Test
    void outOfTimeItSaysHowToGoOn() throws Exception {
        assertThat(verify(arguments("--max-duration", "1ms", "--out", folder.toString())))
                .isEqualTo(2);
        Path bundle = onlyBundle();
        assertThat(out.toString()).contains("out of time", "not finished: the same command with --resume " + bundle);
        assertThat(text("report.json")).contains("resume to go on");

        assertThat(verify(arguments("--resume", bundle.toString()))).isZero();
    }

    /** The folder of a process that was killed when it had finished the first scans and was busy with a large table. */
    private Path killed() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.shardproof.scenarios.cli.Main",
                "verify"));
        command.addAll(arguments("--chunk-time", "10ms", "--out", folder.toString()));
        Path output = Files.createTempFile("shardproof-killed", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("PGPASSWORD", CANARY);
        Process run = builder.start();
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(60))
                .until(() -> !run.isAlive() || saved() > A_DIGEST);
        assertThat(run.isAlive())
                .as("killed at work: %s", Files.readString(output))
                .isTrue();
        run.destroyForcibly().waitFor();
        Files.delete(output);
        Path checkpoint = onlyBundle().resolve("checkpoint");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(checkpoint)))
                .isEqualTo("rw-------");
        return checkpoint.getParent();
    }

    /** How large the checkpoint is. */
    private long saved() throws IOException {
        Path runs = folder.resolve("verification");
        if (!Files.exists(runs)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(runs)) {
            Optional<Path> checkpoint =
                    files.filter(file -> file.endsWith("checkpoint")).findFirst();
            return checkpoint.isPresent() ? Files.size(checkpoint.get()) : 0;
        }
    }

    private static void addLargeTable() throws SQLException {
        for (ShardServer server : cluster.shards()) {
            String held = server.id().name().equals("t1") ? "0" : "300000";
            execute(server, """
                    CREATE TABLE zoo (id int PRIMARY KEY);
                    INSERT INTO zoo SELECT generate_series(1, %s);
                    GRANT SELECT ON zoo TO reader""".formatted(held));
        }
    }

    private Path onlyBundle() throws IOException {
        try (Stream<Path> bundles = Files.list(folder.resolve("verification"))) {
            return bundles.findFirst().orElseThrow();
        }
    }

    /** What happens to a run while a target waits. */
    @FunctionalInterface
    private interface Disturbance {
        void happens(Thread run, Statement onTarget) throws SQLException;
    }

    /** The exit code of a run that is disturbed when the first scan of a target waits for a lock. */
    private int disturbed(Disturbance disturbance) throws Exception {
        return disturbed(arguments("--out", folder.toString()), disturbance);
    }

    private int disturbed(List<String> arguments, Disturbance disturbance) throws Exception {
        AtomicInteger exitCode = new AtomicInteger(-1);
        Thread run = new Thread(() -> exitCode.set(verify(arguments)));
        ShardServer held = server("t1");
        try (Connection holder = held.connectTo(held.database());
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            run.start();
            await().until(() -> {
                try (ResultSet waiting = statement.executeQuery("SELECT 1 FROM pg_locks WHERE NOT granted")) {
                    return waiting.next();
                }
            });
            disturbance.happens(run, statement);
            run.join(Duration.ofSeconds(60).toMillis());
            holder.rollback();
        }
        return exitCode.get();
    }

    @Test
    void aReportThatCanNotBeWrittenIsFoundFirst() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(verify(arguments("--out", file.toString()))).isEqualTo(70);
        assertThat(err.toString()).contains("the report can not be written", "--out");
        assertThat(out.toString()).doesNotContain("rowCount");
    }

    @Test
    void whatWasFoundIsSaidEvenIfTheReportCanNotBeWritten() throws Exception {
        execute(server("t1"), "UPDATE orders SET note = 'other' WHERE id = 77");

        int exitCode = disturbed((run, statement) -> {
            try {
                Files.createDirectories(onlyBundle().resolve("report.json/in-the-way"));
                statement.getConnection().rollback();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThat(exitCode).isEqualTo(70);
        assertThat(out.toString()).contains("FAIL: fullChecksum found 1 row that differs in public.orders");
        assertThat(err.toString()).contains("the report can not be written");
    }

    @Test
    void aProposalIsWrittenForItsOwnerAloneAndNamed() throws Exception {
        Path script = folder.resolve("repair.sql");
        assertThat(verify(arguments("--emit-repair", script.toString(), "--out", folder.toString())))
                .isZero();
        assertThat(out.toString()).contains("repair: nothing is proposed: fullChecksum named no row that differs");
        assertThat(script).doesNotExist();

        execute(server("t1"), "UPDATE orders SET note = 'other' WHERE id = 77");
        assertThat(verify(arguments("--emit-repair", script.toString(), "--out", folder.toString())))
                .isEqualTo(1);
        assertThat(out.toString()).contains("repair: " + script + ", for review: 1 statements for 1 targets");
        assertThat(script).content().contains("UPDATE public.orders", "ROLLBACK");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(script)))
                .isEqualTo("rw-------");

        assertThat(verify(arguments("--emit-repair", script.toString(), "--out", folder.toString())))
                .isEqualTo(64);
        assertThat(err.toString()).contains("is there already");
    }

    @Test
    void aProposalThatCouldNeverComeIsAContradiction() {
        Path script = folder.resolve("repair.sql");

        assertThat(verify(arguments("--emit-repair", script.toString(), "--live")))
                .isEqualTo(64);
        assertThat(err.toString()).contains("--emit-repair: nothing can be proposed for tables that are written to");
        assertThat(verify(arguments("--emit-repair", script.toString(), "--check", "rowCount")))
                .isEqualTo(64);
        assertThat(err.toString()).contains("only fullChecksum names every row", "--check fullChecksum");
        assertThat(script).doesNotExist();
    }

    @Test
    void namesInAPlanDoNotDriveTheTerminal() throws IOException {
        Path plan = Files.writeString(folder.resolve("plan.yaml"), """
                apiVersion: shardproof/v1
                kind: verification
                name: shop
                sources: {s0: {host: 127.0.0.1, database: "a\u202Eb", user: reader, passwordFile: "\\e[2Jsecret"}}
                targets: {t0: {host: 127.0.0.1, port: 1, database: "a\u202Eb", user: reader}}
                """);
        environment.clear();

        assertThat(verify(List.of(plan.toString()))).isEqualTo(64);
        assertThat(err.toString()).contains("[2Jsecret").doesNotContain("\u001B");

        environment.put("PGPASSWORD", CANARY);
        assertThat(verify(List.of(plan.toString()))).isIn(2, 64);
        assertThat(err.toString()).contains("U+202E").doesNotContain("\u202E");
    }

    private int verify(List<String> arguments) {
        CommandLine.IFactory usual = CommandLine.defaultFactory();
        CommandLine line = Main.commandLine(new CommandLine.IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                return type == VerifyCommand.class
                        ? type.cast(new VerifyCommand(environment, folder))
                        : usual.create(type);
            }
        });
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return line.execute(
                Stream.concat(Stream.of("verify"), arguments.stream()).toArray(String[]::new));
    }

    /** The three servers by flags, and more. Schema and the rest are not what these tests are about. */
    private static List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--source", "s0=" + url("s0"),
                "--target", "t0=" + url("t0"),
                "--target", "t1=" + url("t1"),
                "--reference", "currencies"));
        arguments.addAll(Arrays.asList(more));
        return arguments;
    }

    private static String url(String shard) {
        return "postgresql://reader@" + location(shard);
    }

    private static String location(String shard) {
        return "127.0.0.1:" + port(shard) + "/" + database(shard);
    }

    private static int port(String shard) {
        return server(shard).endpoint().port();
    }

    private static String database(String shard) {
        return server(shard).database();
    }

    private static ShardServer server(String shard) {
        return cluster.shards().stream()
                .filter(server -> server.id().name().equals(shard))
                .findFirst()
                .orElseThrow();
    }

    private static void execute(ShardServer server, String sql) throws SQLException {
        try (Connection connection = server.connectTo(server.database());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> bundle() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private String text(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return Files.readString(
                    files.filter(file -> file.endsWith(name)).findFirst().orElseThrow());
        }
    }

    private void assertNoCanary() throws IOException {
        assertThat(out.toString() + err).doesNotContain(CANARY);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile).map(VerifyCommandIT::read))
                    .noneMatch(text -> text.contains(CANARY));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
