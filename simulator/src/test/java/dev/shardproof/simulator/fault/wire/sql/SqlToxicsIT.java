package dev.shardproof.simulator.fault.wire.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.fault.proxy.TestingClient;
import dev.shardproof.simulator.fault.proxy.TestingServer;
import dev.shardproof.simulator.fault.wire.WireProxyServer;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Toxics that know SQL between the real driver and a real server. */
class SqlToxicsIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String[] MODES = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"};

    private static RunRegistry registry;
    private static EmbeddedCluster cluster;
    private static ShardServer server;

    private WireProxyServer proxy;
    private Endpoint link;

    @BeforeAll
    static void startServer() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        cluster = EmbeddedCluster.start(List.of(new ShardId("s0")), registry);
        server = cluster.shard(new ShardId("s0"));
        direct("CREATE TABLE orders (id int PRIMARY KEY, note text)");
        trustRole("raw");
    }

    /** A role that logs in without a password, for a client made by hand. */
    private static void trustRole(String role) throws Exception {
        direct("CREATE ROLE %s SUPERUSER LOGIN".formatted(role));
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            ResultSet file = statement.executeQuery("SHOW hba_file");
            file.next();
            statement.execute(
                    "COPY (VALUES ('host all %s 127.0.0.1/32 trust'), ('host all all 127.0.0.1/32 scram-sha-256')) TO '%s'"
                            .formatted(role, file.getString(1)));
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    @AfterAll
    static void stopServer() {
        cluster.close();
        registry.close();
    }

    @BeforeEach
    void startProxy() throws Exception {
        direct("TRUNCATE orders");
        proxy = WireProxyServer.start(42);
        link = open("s0", server.endpoint().host() + ":" + server.endpoint().port());
    }

    @AfterEach
    void stopProxy() {
        proxy.close();
    }

    private Endpoint open(String name, String upstream) throws IOException {
        String listen = json(request(
                        "POST", "/proxies", "{\"name\":\"%s\",\"upstream\":\"%s\"}".formatted(name, upstream)))
                .path("listen")
                .asString();
        return new Endpoint("127.0.0.1", Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1)));
    }

    private HttpResponse<String> request(String method, String path, String body) throws IOException {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://%s:%d%s".formatted(proxy.host(), proxy.port(), path)))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isLessThan(300);
        return JSON.readTree(response.body());
    }

    private void put(String type, String attributes) throws IOException {
        json(request(
                "POST",
                "/proxies/s0/toxics",
                "{\"name\":\"t\",\"type\":\"%s\",\"attributes\":{%s}}".formatted(type, attributes)));
    }

    private long count(String counter) throws IOException {
        return json(request("GET", "/proxies/s0/toxics/t", "")).path(counter).asLong();
    }

    private void remove() throws IOException {
        assertThat(request("DELETE", "/proxies/s0/toxics/t", "").statusCode()).isEqualTo(204);
    }

    private Connection connect(String mode) throws SQLException {
        return server.dataSource(link, server.database(), Map.of("preferQueryMode", mode, "socketTimeout", "20"))
                .getConnection();
    }

    private static void direct(String sql) throws SQLException {
        try (Connection connection = server.connect()) {
            execute(connection, sql);
        }
    }

    private static long rows() throws SQLException {
        try (Connection connection = server.connect()) {
            return number(connection, "SELECT count(*) FROM orders");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static void insert(Connection connection, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO orders VALUES (?, 'x')")) {
            statement.setInt(1, id);
            statement.executeUpdate();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void killedCommitIsNotExecutedAndTheConnectionIsReset(String mode) throws Exception {
        put("statement", "\"action\":\"kill\",\"on\":\"COMMIT\"");
        try (Connection connection = connect(mode)) {
            connection.setAutoCommit(false);
            insert(connection, 1);
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }
        assertThat(rows()).isZero();
        assertThat(count("hits")).isEqualTo(1);
        remove();
        try (Connection connection = connect(mode)) {
            connection.setAutoCommit(false);
            insert(connection, 1);
            connection.commit();
        }
        assertThat(rows()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void lostReplyLeavesTheRowAndAnErrorForTheClient(String mode) throws Exception {
        put("lost_reply", "");
        try (Connection connection = connect(mode)) {
            connection.setAutoCommit(false);
            insert(connection, 1);
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            assertThat(rows()).isEqualTo(1);
        }
        try (Connection connection = connect(mode)) {
            assertThat(number(connection, "SELECT count(*) FROM orders")).isEqualTo(1);
            assertThatThrownBy(() -> insert(connection, 2)).isInstanceOf(SQLException.class);
        }
        assertThat(rows()).isEqualTo(2);
        assertThat(count("hits")).isEqualTo(2);
    }

    @Test
    void blackHoledReplyTimesOutAndTheRowIsThere() throws Exception {
        put("lost_reply", "\"on\":\"COMMIT\",\"end\":\"black_hole\"");
        try (Connection connection = connect("extended")) {
            connection.setAutoCommit(false);
            insert(connection, 1);
            connection.setNetworkTimeout(Runnable::run, 500);
            assertThatThrownBy(connection::commit).hasStackTraceContaining("timed out");
        }
        assertThat(rows()).isEqualTo(1);
        assertThat(count("hits")).isEqualTo(1);
    }

    @Test
    void blackHoledConnectionEndsWhenTheToxicIsRemoved() throws Exception {
        put("lost_reply", "\"on\":\"/insert/\",\"end\":\"black_hole\"");
        try (Connection connection = connect("extended")) {
            CompletableFuture<Void> inserting = CompletableFuture.runAsync(() -> {
                try {
                    insert(connection, 1);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            Awaitility.await().until(() -> count("hits") == 1);
            assertThat(inserting).isNotDone();
            remove();
            assertThatThrownBy(() -> inserting.get(15, TimeUnit.SECONDS)).hasStackTraceContaining("SQLException");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void errorFailsTheTransactionOfClientAndServerAndTheConnectionLivesOn(String mode) throws Exception {
        put(
                "statement",
                "\"action\":\"error\",\"on\":\"/update orders/\",\"sqlstate\":\"40P01\",\"message\":\"oh dear\"");
        try (Connection connection = connect(mode)) {
            connection.setAutoCommit(false);
            insert(connection, 1);
            assertThatThrownBy(() -> execute(connection, "UPDATE orders SET note = 'y'"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40P01"))
                    .hasMessageContaining("oh dear");
            assertThatThrownBy(() -> insert(connection, 2)).hasMessageContaining("current transaction is aborted");
            connection.rollback();
            insert(connection, 3);
            connection.commit();
            connection.setAutoCommit(true);
            assertThatThrownBy(() -> execute(connection, "UPDATE orders SET note = 'y'"))
                    .hasMessageContaining("oh dear");
            assertThat(number(connection, "SELECT id FROM orders")).isEqualTo(3);
            remove();
            execute(connection, "UPDATE orders SET note = 'y'");
        }
    }

    @Test
    void failedCommitRollsBack() throws Exception {
        put("statement", "\"action\":\"error\",\"on\":\"COMMIT\",\"limit\":1");
        try (Connection connection = connect("extended")) {
            connection.setAutoCommit(false);
            insert(connection, 1);
            assertThatThrownBy(connection::commit)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
            connection.rollback();
            insert(connection, 2);
            connection.commit();
        }
        assertThat(rows()).isEqualTo(1);
        assertThat(count("hits")).isEqualTo(1);
        assertThat(count("matched")).isEqualTo(2);
    }

    @Test
    void statementThatTheDriverPreparedBeforeTheToxicCameIsTaken() throws Exception {
        try (Connection connection = connect("extended");
                PreparedStatement statement = connection.prepareStatement("INSERT INTO orders VALUES (?, 'x')")) {
            for (int i = 0; i < 8; i++) {
                statement.setInt(1, i);
                statement.executeUpdate();
            }
            assertThat(number(connection, "SELECT count(*) FROM pg_prepared_statements WHERE statement ~ 'INSERT'"))
                    .isEqualTo(1);
            put("statement", "\"action\":\"error\",\"on\":\"INSERT INTO orders\",\"nth\":3");
            for (int i = 10; i < 12; i++) {
                statement.setInt(1, i);
                statement.executeUpdate();
            }
            statement.setInt(1, 12);
            assertThatThrownBy(statement::executeUpdate).hasMessageContaining("injected");
            statement.setInt(1, 13);
            statement.executeUpdate();
        }
        assertThat(rows()).isEqualTo(11);
        assertThat(count("unseen")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended"})
    void errorInABatchUndoesItAndTheConnectionStaysInStep(String mode) throws Exception {
        put("statement", "\"action\":\"error\",\"on\":\"INSERT\",\"nth\":150,\"limit\":1");
        try (Connection connection = connect(mode)) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO orders VALUES (?, 'x')")) {
                for (int i = 0; i < 400; i++) {
                    statement.setInt(1, i);
                    statement.addBatch();
                }
                assertThatThrownBy(statement::executeBatch).isInstanceOf(BatchUpdateException.class);
                connection.rollback();
                insert(connection, 1);
                connection.commit();
            }
            assertThat(number(connection, "SELECT 17")).isEqualTo(17);
        }
        assertThat(rows()).isEqualTo(1);
        assertThat(count("hits")).isEqualTo(1);
    }

    @Test
    void delayHoldsTheStatementBack() throws Exception {
        put("statement", "\"action\":\"delay\",\"on\":\"SELECT\",\"delay\":400,\"nth\":2");
        try (Connection connection = connect("extended")) {
            number(connection, "SELECT 1");
            assertThat(TestingClient.millis(() -> {
                        try {
                            number(connection, "SELECT 1");
                        } catch (SQLException e) {
                            throw new IOException(e);
                        }
                    }))
                    .isGreaterThanOrEqualTo(350);
        }
    }

    @Test
    void removalLetsADelayedStatementGo() throws Exception {
        put("statement", "\"action\":\"delay\",\"on\":\"INSERT\",\"delay\":600000");
        try (Connection connection = connect("extended")) {
            CompletableFuture<Void> inserting = CompletableFuture.runAsync(() -> {
                try {
                    insert(connection, 1);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            Awaitility.await().until(() -> count("hits") == 1);
            assertThat(rows()).isZero();
            remove();
            inserting.get(15, TimeUnit.SECONDS);
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void closedProxyLetsNoDelayedStatementThrough() throws Exception {
        put("statement", "\"action\":\"delay\",\"on\":\"INSERT\",\"delay\":600000");
        try (Connection connection = connect("extended")) {
            CompletableFuture<Void> inserting = CompletableFuture.runAsync(() -> {
                try {
                    insert(connection, 1);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            Awaitility.await().until(() -> count("hits") == 1);
            proxy.close();
            assertThatThrownBy(() -> inserting.get(15, TimeUnit.SECONDS)).hasStackTraceContaining("SQLException");
        }
        assertThat(rows()).isZero();
    }

    @Test
    void copyIsTakenByItsTextAndItsDataPass() throws Exception {
        put("statement", "\"action\":\"error\",\"on\":\"/COPY .* orders/\",\"limit\":1");
        try (Connection connection = connect("extended")) {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            String data = "1\tone\n2\ttwo\n";
            String in = "COPY public. orders FROM STDIN";
            assertThatThrownBy(() -> copy.copyIn(in, new StringReader(data))).hasMessageContaining("injected");
            assertThat(copy.copyIn(in, new StringReader(data))).isEqualTo(2);
            StringWriter out = new StringWriter();
            copy.copyOut("COPY orders TO STDOUT", out);
            assertThat(out).hasToString(data);
        }
        remove();
        put("lost_reply", "\"on\":\"COPY\"");
        Connection lost = connect("extended");
        assertThatThrownBy(() -> lost.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY orders FROM STDIN", new StringReader("3\tthree\n")))
                .isInstanceOf(SQLException.class);
        // The driver notices too late that nobody listens; that is not the point here.
        assertThatThrownBy(lost::close).isInstanceOf(SQLException.class);
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void largeCopiesPassUnchangedWhileAToxicWatches() throws Exception {
        put("statement", "\"on\":\"never\"");
        try (Connection connection = connect("extended")) {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            StringBuilder data = new StringBuilder();
            for (int i = 0; i < 20_000; i++) {
                data.append(i).append('\t').append("x".repeat(i % 300)).append('\n');
            }
            assertThat(copy.copyIn("COPY orders FROM STDIN", new StringReader(data.toString())))
                    .isEqualTo(20_000);
            StringWriter out = new StringWriter();
            copy.copyOut("COPY (SELECT * FROM orders ORDER BY id) TO STDOUT", out);
            assertThat(out.toString()).isEqualTo(data.toString());
            // Larger than any buffer, so that it is judged by its beginning.
            execute(connection, "UPDATE orders SET note = '" + "y".repeat(300_000) + "' WHERE id = 1");
            assertThat(number(connection, "SELECT length(note) FROM orders WHERE id = 1"))
                    .isEqualTo(300_000);
        }
    }

    @Test
    void clientMadeByHandSpeaksTheSimpleProtocolInOnePacket() throws Exception {
        put("statement", "\"action\":\"error\",\"on\":\"SELECT\",\"nth\":2,\"sqlstate\":\"57014\"");
        try (TestingClient client = new TestingClient(link.port())) {
            client.send(TestingMessages.none()
                    .untyped(
                            196608,
                            TestingMessages.text("user"),
                            TestingMessages.text("raw"),
                            TestingMessages.text("database"),
                            TestingMessages.text(server.database()),
                            new byte[] {0})
                    .query("BEGIN; SELECT 1")
                    .query("SELECT 2")
                    .query("ROLLBACK; SELECT 3")
                    .add('X')
                    .bytes());
            String answers = new String(client.receiveAll(), StandardCharsets.ISO_8859_1);
            assertThat(answers).contains("C57014").doesNotContain("shardproof_fault");
            assertThat(answers.replaceAll("(?s)[^Z]*Z\\x00\\x00\\x00\\x05([ITE])|.", "$1"))
                    .isEqualTo("ITEI");
        }
    }

    @Test
    void encryptedConnectionIsReported() throws Exception {
        try (TestingServer encrypting = TestingServer.of(socket -> {
            socket.getInputStream().readNBytes(8);
            socket.getOutputStream().write('S');
            socket.getOutputStream().write(socket.getInputStream().readNBytes(5));
        })) {
            link = open("tls", encrypting.address());
            json(request("POST", "/proxies/tls/toxics", "{\"name\":\"t\",\"type\":\"statement\"}"));
            try (TestingClient client = new TestingClient(link.port())) {
                client.send(TestingMessages.sslRequest().bytes());
                assertThat(client.read()).isEqualTo('S');
                client.send("\u0016\u0003\u0001xx");
                assertThat(client.receiveAll()).hasSize(5);
            }
            assertThat(json(request("GET", "/proxies/tls", ""))
                            .path("toxics")
                            .path(0)
                            .path("opaque_connections")
                            .asLong())
                    .isEqualTo(1);
        }
    }

    @Test
    void seedDecidesWhichConnectionsAreHit() throws Exception {
        List<Boolean> first = hitConnections(7);
        assertThat(first).contains(true, false);
        assertThat(hitConnections(7)).isEqualTo(first);
        assertThat(hitConnections(8)).isNotEqualTo(first);
    }

    /** On which of 24 connections, one after the other, a toxic of half toxicity acts. */
    private List<Boolean> hitConnections(long seed) throws Exception {
        proxy.close();
        proxy = WireProxyServer.start(seed);
        link = open("s0", server.endpoint().host() + ":" + server.endpoint().port());
        json(request(
                "POST",
                "/proxies/s0/toxics",
                "{\"type\":\"statement\",\"toxicity\":0.5,\"attributes\":{\"action\":\"error\",\"on\":\"DISCARD\"}}"));
        List<Boolean> hits = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            try (Connection connection = connect("simple")) {
                execute(connection, "DISCARD ALL");
                hits.add(false);
            } catch (SQLException e) {
                hits.add(true);
            }
        }
        return hits;
    }

    @Test
    void toxicsOnBytesActBesideThoseOnStatements() throws Exception {
        put("statement", "\"action\":\"error\",\"on\":\"COMMIT\"");
        json(request(
                "POST",
                "/proxies/s0/toxics",
                "{\"type\":\"slicer\",\"stream\":\"upstream\",\"attributes\":{\"average_size\":3}}"));
        json(request(
                "POST",
                "/proxies/s0/toxics",
                "{\"type\":\"slicer\",\"stream\":\"downstream\",\"attributes\":{\"average_size\":3}}"));
        for (String mode : MODES) {
            try (Connection connection = connect(mode)) {
                connection.setAutoCommit(false);
                insert(connection, 1);
                assertThatThrownBy(connection::commit).hasMessageContaining("injected");
            }
        }
        assertThat(rows()).isZero();
    }

    @Test
    void apiShowsAttributesAndCountsAndUpdatesKeepTheCounts() throws Exception {
        JsonNode made = json(request("POST", "/proxies/s0/toxics", "{\"type\":\"lost_reply\"}"));
        assertThat(made).isEqualTo(JSON.readTree("""
                        {"attributes":{"end":"reset","on":"","nth":0,"limit":0},"name":"lost_reply_downstream",\
                        "type":"lost_reply","stream":"downstream","toxicity":1.0,\
                        "matched":0,"hits":0,"unseen":0,"opaque_connections":0}"""));
        put("statement", "\"on\":\"SELECT\",\"action\":\"error\"");
        try (Connection connection = connect("extended")) {
            assertThatThrownBy(() -> number(connection, "SELECT 1")).isInstanceOf(SQLException.class);
            JsonNode updated = json(request("POST", "/proxies/s0/toxics/t", "{\"attributes\":{\"on\":\"UPDATE\"}}"));
            assertThat(updated.path("hits").asLong()).isEqualTo(1);
            assertThat(updated.path("attributes").path("action").asString()).isEqualTo("error");
            assertThat(number(connection, "SELECT 1")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"statement\",\"attributes\":{\"action\":\"explode\"}}",
                "{\"type\":\"statement\",\"attributes\":{\"on\":\"/(/\"}}",
                "{\"type\":\"statement\",\"attributes\":{\"onn\":\"COMMIT\"}}",
                "{\"type\":\"statement\",\"attributes\":{\"on\":7}}",
                "{\"type\":\"statement\",\"stream\":\"downstream\"}",
                "{\"type\":\"lost_reply\",\"toxicity\":2}"
            })
    void impossibleToxicsAreRefused(String toxic) throws IOException {
        assertThat(request("POST", "/proxies/s0/toxics", toxic).statusCode()).isEqualTo(400);
        assertThat(request("GET", "/proxies/s0/toxics", "").body()).isEqualTo("[]");
    }

    /** Java's regular expressions recurse for each repetition of an alternative. */
    @Test
    void expressionThatIsTooMuchForTheProxyCutsTheConnectionAndIsTold() throws Exception {
        put("statement", "\"action\":\"kill\",\"on\":\"/(x|y)*z/\"");
        try (Connection connection = connect("simple")) {
            execute(connection, "SELECT 'xy'");
            assertThat(proxy.failures()).isEmpty();
            assertThatThrownBy(() -> execute(connection, "SELECT '%s'".formatted("xy".repeat(100_000))))
                    .isInstanceOf(SQLException.class)
                    .rootCause()
                    .isNotInstanceOf(SocketTimeoutException.class);
        }
        assertThat(proxy.failures())
                .singleElement()
                .asString()
                .contains("was cut: a regular expression takes more stack");
        try (Connection connection = connect("simple")) {
            execute(connection, "SELECT 1");
        }
    }
}
