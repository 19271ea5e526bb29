package dev.shardproof.simulator.cluster.external.interlock;

import static dev.shardproof.simulator.cluster.external.TestingServers.SCENARIO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.embedded.TestingStandby;
import dev.shardproof.simulator.cluster.external.ExternalServer;
import dev.shardproof.simulator.cluster.external.TestingServers;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong targets of all kinds, and what the servers' own logs say about what they were asked. */
@TestInstance(Lifecycle.PER_CLASS)
class InterlockIT {

    private static final String MARKER = "shardproof_sandbox.marker";

    @TempDir
    Path folder;

    private RunRegistry registry;
    private Cluster cluster;
    private Cluster plain;
    private ShardServer first;
    private ShardServer second;
    private int databases;

    /**
     * A configuration that must be refused.
     *
     * @param name what is wrong with it
     * @param said what the refusal says
     * @param connections how many connections the servers let in
     * @param statements how many of them carry the one statement
     * @param target makes it
     */
    record WrongTarget(String name, String said, int connections, int statements, Supplier<Target> target) {
        @Override
        public String toString() {
            return name;
        }
    }

    record Target(List<ExternalServer> servers, DenyList deny, boolean scratch, Interlock.Resolver resolver) {
        static Target of(ExternalServer... servers) {
            return new Target(List.of(servers), DenyList.EMPTY, false, InetAddress::getAllByName);
        }

        Target denying(DenyList list) {
            return new Target(servers, list, scratch, resolver);
        }

        Target resolving(Interlock.Resolver other) {
            return new Target(servers, deny, scratch, other);
        }

        Target withScratchDatabases() {
            return new Target(servers, deny, true, resolver);
        }

        Map<ShardId, Evidence> judge() throws InterruptedException {
            return new Interlock(SCENARIO, scratch, deny, resolver).require(servers, Interlock.Purpose.REHEARSE);
        }
    }

    @BeforeAll
    void start() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(
                List.of(new ShardId("s0"), new ShardId("s1")),
                registry.runFolder(),
                registry,
                TestingServers.talkative());
        plain = EmbeddedCluster.start(
                List.of(new ShardId("p0")),
                registry.runFolder(),
                registry,
                TestingServers.talkative().with("wal_level", "replica"));
        first = cluster.shards().get(0);
        second = cluster.shards().get(1);
        Stream.concat(cluster.shards().stream(), plain.shards().stream()).forEach(TestingServers::createRole);
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    Stream<WrongTarget> wrongTargets() {
        return Stream.of(names(), markers(), shapes(), databases(), servers(), connections())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("wrongTargets")
    void aWrongTargetGetsTheMarkerQueryAndNothingElse(WrongTarget wrong) throws Exception {
        Target target = wrong.target().get();
        List<String> before = sessions();

        InterlockException refused = catchThrowableOfType(InterlockException.class, target::judge);

        assertThat(refused).isNotNull();
        assertThat(refused).hasMessageContaining(wrong.said());
        assertThat(refused.getMessage()).doesNotContain(TestingServers.PASSWORD).matches("[\\x20-\\x7e\\n…]*");
        assertThat(refused.refusals()).allSatisfy(refusal -> {
            assertThat(target.servers()).extracting(ExternalServer::shard).contains(refusal.shard());
            assertThat(refusal.needed()).isNotBlank();
            assertThat(refusal.remedy()).isNotBlank();
        });
        List<String> since = since(before);
        assertThat(since.stream().filter(line -> line.contains("connection authorized")))
                .hasSize(wrong.connections());
        assertThat(since.stream().filter(InterlockIT::isRequest))
                .hasSize(wrong.statements())
                .allMatch(line -> line.contains("LOG:  statement: " + MarkerQuery.NAME));
    }

    @Test
    void markedServersAreLetInWithOneStatementEach() throws Exception {
        Target target = Target.of(good("s0", first), good("s1", second));
        List<String> before = sessions();

        Map<ShardId, Evidence> evidence = target.judge();

        assertThat(evidence.keySet()).extracting(ShardId::name).containsExactly("s0", "s1");
        assertThat(evidence.get(new ShardId("s0")).version()).startsWith("18.");
        assertThat(evidence.get(new ShardId("s0")).rights().superuser()).isFalse();
        assertThat(since(before).stream().filter(InterlockIT::isRequest))
                .hasSize(2)
                .allMatch(line -> line.contains("LOG:  statement: " + MarkerQuery.NAME));
    }

    @Test
    void theLogWouldShowAStatementTooMany() throws Exception {
        ExternalServer server = good("s0", first);
        List<String> before = sessions();

        try (var connection = server.connectInSilence();
                var statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }

        assertThat(since(before).stream().filter(InterlockIT::isRequest))
                .singleElement()
                .asString()
                .contains("statement: SELECT 1");
    }

    @Test
    void anExpiredMarkerStillAllowsTheCleanUp() throws Exception {
        ExternalServer server = changed("UPDATE " + MARKER + " SET expires_at = now() - interval '1 minute'");
        Interlock interlock = new Interlock(SCENARIO, false, DenyList.EMPTY, InetAddress::getAllByName);

        assertThat(interlock.require(List.of(server), Interlock.Purpose.CLEAN_UP))
                .hasSize(1);
    }

    private List<WrongTarget> names() {
        DenyList hosts = new DenyList(Set.of(), List.of("LOCAL*"), List.of());
        DenyList addresses = new DenyList(Set.of(), List.of("127.0.0.*"), List.of());
        DenyList names = new DenyList(Set.of(), List.of(), List.of("DB_?*"));
        return List.of(
                wrong(
                        "deny-listed host",
                        "on the deny-list by the pattern 'LOCAL*'",
                        0,
                        () -> Target.of(at("localhost", good("s0", first))).denying(hosts)),
                wrong(
                        "deny-listed address behind a name",
                        "by the pattern '127.0.0.*'",
                        0,
                        () -> Target.of(at("localhost", good("s0", first))).denying(addresses)),
                wrong(
                        "deny-listed database",
                        "the database 'db_",
                        0,
                        () -> Target.of(good("s0", first)).denying(names)),
                wrong(
                        "host of production",
                        "'prod' is a word of production",
                        0,
                        () -> Target.of(at("db1.prod.example.com", good("s0", first)))
                                .resolving(InterlockIT::here)),
                wrong(
                        "database of production",
                        "'live' is a word of production",
                        0,
                        () -> Target.of(in(first, "shop_live"))),
                wrong("maintenance database", "the database is 'postgres'", 0, () -> Target.of(in(first, "postgres"))),
                wrong(
                        "no TLS to another machine",
                        "TLS is not demanded",
                        0,
                        () -> Target.of(at("db1.example.com", good("s0", first)))
                                .resolving(InterlockIT::elsewhere)),
                wrong(
                        "no TLS to a host that nobody knows",
                        "TLS is not demanded",
                        0,
                        () -> Target.of(at("db1.example.com", good("s0", first)))
                                .resolving(host -> {
                                    throw new UnknownHostException(host);
                                })),
                wrong("one database for two shards", "it is the same database as shard s0", 0, () -> {
                    ExternalServer server = good("s0", first);
                    return Target.of(server, as("s1", server));
                }));
    }

    private List<WrongTarget> markers() {
        String expired = "the sandbox marker expired at";
        return List.of(
                marker("another scenario", "names the scenario 'merge-3-to-2'", "scenario = 'merge-3-to-2'"),
                marker("upper case", "names the scenario 'Split-2-to-3'", "scenario = 'Split-2-to-3'"),
                marker("a blank at the end", "names the scenario 'split-2-to-3 '", "scenario = 'split-2-to-3 '"),
                marker("an empty scenario", "names the scenario ''", "scenario = ''"),
                marker("a wildcard", "names the scenario '%'", "scenario = '%'"),
                marker("a look-alike letter", "names the scenario 's\\u{440}lit", "scenario = 's\u0440lit-2-to-3'"),
                marker("an invisible letter", "\\u{200b}", "scenario = 'split-2-to-3\u200b'"),
                marker(
                        "quotes and markup",
                        "\\u{27}); DROP TABLE x; --<e>split-2-to-3</e>",
                        "scenario = '''); DROP TABLE x; --<e>split-2-to-3</e>'"),
                marker(
                        "control characters",
                        "'\\u{1b}[2Jsplit-2-to-3\\u{a}\\u{0d}'".replace("0d", "d"),
                        "scenario = E'\\x1b[2Jsplit-2-to-3\\n\\r'"),
                marker("expired", expired, "expires_at = now() - interval '1 second'"),
                marker("expired for ever", expired, "expires_at = '-infinity'"),
                marker("without end", "the sandbox marker holds until 'infinity'", "expires_at = 'infinity'"),
                marker("too long", "an end within 90 days", "expires_at = now() + interval '92 days'"),
                marker("nobody allows it", "says not who allows it", "owner = ' '"),
                marker("another database's", "was made for the database 'other'", "database_name = 'other'"),
                marker(
                        "of another cluster, as after a dump",
                        "on the server with the system_identifier 7400000000000000001",
                        "system_identifier = 7400000000000000001"),
                wrong("copied by CREATE DATABASE TEMPLATE", "was made for the database", 1, () -> {
                    ExternalServer server = good("s0", first);
                    String copy = "copy_of_" + server.database();
                    TestingServers.execute(
                            first, "postgres", "CREATE DATABASE %s TEMPLATE %s".formatted(copy, server.database()));
                    return Target.of(in(first, copy));
                }),
                nulled("scenario"),
                nulled("owner"),
                nulled("database_name"),
                nulled("system_identifier"),
                nulled("scratch_databases"),
                nulled("expires_at"),
                sql("empty", "the sandbox marker is empty", "DELETE FROM " + MARKER),
                sql("several rows", "has several rows", "INSERT INTO %s SELECT * FROM %s".formatted(MARKER, MARKER)),
                wrong(
                        "no scratch databases",
                        "does not allow scratch databases",
                        1,
                        () -> Target.of(good("s0", first)).withScratchDatabases()));
    }

    private List<WrongTarget> shapes() {
        String moved = "ALTER TABLE %s RENAME TO was; ".formatted(MARKER);
        String grant = "; GRANT SELECT ON %s TO PUBLIC".formatted(MARKER);
        return List.of(
                wrong("no marker", "there is no sandbox marker", 1, () -> Target.of(unmarked(first))),
                sql("no table in the schema", "there is no sandbox marker", "DROP TABLE " + MARKER),
                sql(
                        "a view that would write",
                        "marker is a view",
                        moved + "CREATE SEQUENCE public.calls; GRANT ALL ON SEQUENCE public.calls TO PUBLIC;"
                                + " CREATE VIEW %s AS SELECT * FROM shardproof_sandbox.was".formatted(MARKER)
                                + " WHERE nextval('public.calls') > 0" + grant),
                sql(
                        "a materialized view",
                        "is a materialized view",
                        moved
                                + "CREATE MATERIALIZED VIEW %s AS SELECT * FROM shardproof_sandbox.was"
                                        .formatted(MARKER)
                                + grant),
                sql("a foreign table", "is a foreign table", moved + foreignTable() + grant),
                sql(
                        "a partitioned table",
                        "is a partitioned table",
                        moved
                                + "CREATE TABLE %s (LIKE shardproof_sandbox.was) PARTITION BY LIST (scenario)"
                                        .formatted(MARKER)
                                + grant),
                sql("a sequence", "is a sequence", moved + "CREATE SEQUENCE " + MARKER),
                sql("a column too many", "has the columns", "ALTER TABLE %s ADD extra text".formatted(MARKER)),
                sql("a column too few", "has the columns", "ALTER TABLE %s DROP owner".formatted(MARKER)),
                sql(
                        "another type",
                        "scenario character varying",
                        "ALTER TABLE %s ALTER scenario TYPE varchar(50)".formatted(MARKER)),
                sql(
                        "row-level security",
                        "has row-level security",
                        "ALTER TABLE %s ENABLE ROW LEVEL SECURITY".formatted(MARKER)),
                sql(
                        "rows in a child table only",
                        "the sandbox marker is empty",
                        "CREATE TABLE shardproof_sandbox.child () INHERITS (%s);".formatted(MARKER)
                                + " INSERT INTO shardproof_sandbox.child SELECT * FROM ONLY %s;".formatted(MARKER)
                                + " DELETE FROM ONLY %s; GRANT SELECT ON shardproof_sandbox.child TO PUBLIC"
                                        .formatted(MARKER)),
                sql(
                        "no right to the schema",
                        "may not read",
                        "REVOKE ALL ON SCHEMA shardproof_sandbox FROM " + TestingServers.ROLE),
                sql(
                        "no right to the table",
                        "may not read",
                        "REVOKE ALL ON %s FROM %s".formatted(MARKER, TestingServers.ROLE)));
    }

    private List<WrongTarget> databases() {
        return List.of(
                sql("tables", "the database holds tables already: 'public.orders'", "CREATE TABLE orders (id int)"),
                sql("tables in a schema of theirs", "'shop.orders'", "CREATE SCHEMA shop; CREATE TABLE shop.orders ()"),
                sql("a publication of ours", "publication shardproof_fwd_0", "CREATE PUBLICATION shardproof_fwd_0"),
                sql("a schema of ours", "schema shardproof_routing", "CREATE SCHEMA shardproof_routing"),
                sql(
                        "a slot of ours",
                        "replication slot shardproof_fwd_7",
                        "SELECT pg_create_logical_replication_slot('shardproof_fwd_7', 'pgoutput')"),
                wrong("read-only by default", "transactions are read-only by default", 1, () -> {
                    ExternalServer server = good("s0", first);
                    TestingServers.execute(
                            first,
                            "postgres",
                            "ALTER DATABASE %s SET default_transaction_read_only = on".formatted(server.database()));
                    return Target.of(server);
                }),
                wrong("a role without the right to create", "GRANT CREATE ON DATABASE", 1, () -> {
                    ExternalServer server = good("s0", first);
                    TestingServers.execute(
                            first,
                            server.database(),
                            "REVOKE CREATE ON DATABASE %s FROM %s".formatted(server.database(), TestingServers.ROLE));
                    return Target.of(server);
                }));
    }

    private List<WrongTarget> servers() {
        return List.of(
                wrong(
                        "deny-listed identifier",
                        "is on the deny-list",
                        1,
                        () -> Target.of(good("s0", first))
                                .denying(new DenyList(Set.of(identifier(first)), List.of(), List.of()))),
                wrong(
                        "deny-listed by the server's own address",
                        "the server's own address 127.0.0.1",
                        1,
                        () -> Target.of(at("localhost", good("s0", first)))
                                .resolving(host -> new InetAddress[] {InetAddress.getByName("::1")})
                                .denying(new DenyList(Set.of(), List.of("127.0.0.1"), List.of()))),
                wrong(
                        "two shards on one server",
                        "on the same server as shard s0",
                        2,
                        () -> Target.of(good("s0", first), good("s1", first))),
                wrong(
                        "wal_level replica",
                        "wal_level is 'replica'",
                        1,
                        () -> Target.of(good("p0", plain.shards().get(0)))),
                wrong(
                        "one marked and one not",
                        "shard s1: there is no sandbox marker",
                        2,
                        () -> Target.of(good("s0", first), unmarked("s1", second))));
    }

    private List<WrongTarget> connections() {
        return List.of(
                wrong(
                        "a wrong password",
                        "can not be asked",
                        0,
                        () -> Target.of(with(good("s0", first), Login.of(TestingServers.ROLE, () -> "wrong")))),
                wrong(
                        "no such role",
                        "can not be asked",
                        0,
                        () -> Target.of(with(good("s0", first), Login.of("nobody", () -> "x")))),
                // The role is let in first; only then the server looks for the database.
                new WrongTarget("no such database", "can not be asked", 1, 0, () -> Target.of(in(first, "missing"))),
                wrong("TLS that the server has not", "does not support SSL", 0, () -> {
                    ExternalServer server = good("s0", first);
                    return Target.of(new ExternalServer(
                            server.shard(),
                            server.endpoint(),
                            server.database(),
                            server.login(),
                            new ExternalServer.Tls("require", Optional.empty())));
                }),
                wrong("nothing listens", "can not be asked", 0, () -> {
                    ExternalServer server = good("s0", first);
                    return Target.of(new ExternalServer(
                            server.shard(),
                            new Endpoint("127.0.0.1", 1),
                            server.database(),
                            server.login(),
                            server.tls()));
                }));
    }

    @Test
    void aStandbyOfASandboxIsNoSandbox() throws Exception {
        ExternalServer primary = good("s0", first);
        ShardServer standby = TestingStandby.of(first, registry.runFolder(), registry);
        ExternalServer target = TestingServers.named("s0", standby, primary.database());

        InterlockException refused = catchThrowableOfType(
                InterlockException.class, () -> Target.of(target).judge());

        assertThat(refused).hasMessageContaining("the server is a standby");
        List<String> requests = TestingStandby.log(registry.runFolder())
                .lines()
                .filter(line -> line.contains("|" + TestingServers.ROLE + "|"))
                .filter(InterlockIT::isRequest)
                .toList();
        assertThat(requests).singleElement().asString().contains(MarkerQuery.NAME);
    }

    @Test
    void aViewInTheMarkersPlaceIsNeverRead() throws Exception {
        WrongTarget view = shapes().stream()
                .filter(wrong -> wrong.name().startsWith("a view"))
                .findFirst()
                .orElseThrow();
        Target target = view.target().get();

        catchThrowableOfType(InterlockException.class, target::judge);

        assertThat(text(first, target.servers().get(0).database(), "SELECT is_called FROM public.calls"))
                .isEqualTo("f");
    }

    private static WrongTarget wrong(String name, String said, int connections, Supplier<Target> target) {
        return new WrongTarget(name, said, connections, connections, target);
    }

    private WrongTarget marker(String name, String said, String assignment) {
        return sql(name, said, "UPDATE %s SET %s".formatted(MARKER, assignment));
    }

    private WrongTarget nulled(String column) {
        return sql(
                "NULL in " + column,
                "a column of the sandbox marker is NULL",
                "ALTER TABLE %1$s ALTER %2$s DROP NOT NULL; UPDATE %1$s SET %2$s = NULL".formatted(MARKER, column));
    }

    private WrongTarget sql(String name, String said, String sql) {
        return wrong(name, said, 1, () -> Target.of(changed(sql)));
    }

    private ExternalServer changed(String sql) {
        ExternalServer server = good("s0", first);
        TestingServers.execute(first, server.database(), sql);
        return server;
    }

    private ExternalServer good(String shard, ShardServer server) {
        ExternalServer target = unmarked(shard, server);
        TestingServers.mark(server, target.database(), SCENARIO, false);
        return target;
    }

    private ExternalServer unmarked(ShardServer server) {
        return unmarked("s0", server);
    }

    private ExternalServer unmarked(String shard, ShardServer server) {
        String database = "db_" + databases++;
        TestingServers.createDatabase(server, database);
        return TestingServers.named(shard, server, database);
    }

    private static ExternalServer in(ShardServer server, String database) {
        return TestingServers.named("s0", server, database);
    }

    private static ExternalServer at(String host, ExternalServer server) {
        return new ExternalServer(
                server.shard(),
                new Endpoint(host, server.endpoint().port()),
                server.database(),
                server.login(),
                server.tls());
    }

    private static ExternalServer as(String shard, ExternalServer server) {
        return new ExternalServer(
                new ShardId(shard), server.endpoint(), server.database(), server.login(), server.tls());
    }

    private static ExternalServer with(ExternalServer server, Login login) {
        return new ExternalServer(server.shard(), server.endpoint(), server.database(), login, server.tls());
    }

    private static InetAddress[] here(String host) throws UnknownHostException {
        return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
    }

    private static InetAddress[] elsewhere(String host) throws UnknownHostException {
        return new InetAddress[] {InetAddress.getByName("203.0.113.5")};
    }

    private static String foreignTable() {
        return "CREATE EXTENSION postgres_fdw; CREATE SERVER away FOREIGN DATA WRAPPER postgres_fdw"
                + " OPTIONS (host '127.0.0.1', port '1', dbname 'x');"
                + " CREATE USER MAPPING FOR PUBLIC SERVER away OPTIONS (user 'x', password 'x');"
                + " CREATE FOREIGN TABLE %s (%s) SERVER away"
                        .formatted(MARKER, String.join(", ", SandboxMarker.COLUMNS));
    }

    private static String identifier(ShardServer server) {
        return text(server, "postgres", "SELECT system_identifier FROM pg_control_system()");
    }

    private static String text(ShardServer server, String database, String sql) {
        try (var connection = server.connectTo(database);
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a line of the log is something that a client has asked for. */
    private static boolean isRequest(String line) {
        return line.matches(".*(LOG|ERROR|FATAL|STATEMENT):  .*")
                && !line.contains("connection authorized")
                && !line.contains("connection authenticated")
                && !line.contains("FATAL:  ")
                && !line.contains("connection received");
    }

    private List<String> since(List<String> before) throws IOException {
        List<String> lines = new ArrayList<>(sessions());
        before.forEach(lines::remove); // one each
        return lines;
    }

    /** What the servers have logged about sessions of the rehearsal's role. */
    private List<String> sessions() throws IOException {
        List<String> lines = new ArrayList<>();
        int number = 0;
        for (Cluster each : List.of(cluster, plain)) {
            Path copy = folder.resolve("logs-" + number++);
            if (Files.exists(copy)) {
                try (Stream<Path> files = Files.list(copy)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
            }
            each.copyLogs(copy);
            try (Stream<Path> files = Files.list(copy)) {
                for (Path file : files.sorted().toList()) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
        }
        return lines.stream()
                .filter(line -> line.contains("|" + TestingServers.ROLE + "|"))
                .toList();
    }
}
