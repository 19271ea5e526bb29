package dev.shardproof.verifier.shards;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.CheckSuite;
import dev.shardproof.verifier.checksum.FullChecksum;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.count.RowCount;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.MovedRange;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.placement.Placement;
import dev.shardproof.verifier.sample.SamplePlan;
import dev.shardproof.verifier.sample.SampledChecksum;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.TableSpec;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Three databases of one real server that play the shards of a split from two to three: s2 takes the upper half of s0's
 * range and the lower half of s1's. The server starts once a JVM and ends with it (the library's shutdown hook).
 */
public final class TestingShards {

    public static final List<String> NAMES = List.of("s0", "s1", "s2");
    public static final long QUARTER = 1L << 62;
    public static final List<MovedRange> MOVES = List.of(
            new MovedRange(KeyInterval.of(-QUARTER, 0), "s0", "s2"),
            new MovedRange(KeyInterval.of(0, QUARTER), "s1", "s2"));
    public static final List<OwnedRange> OWNERSHIP = List.of(
            new OwnedRange(KeyInterval.below(-QUARTER), "s0"),
            new OwnedRange(KeyInterval.of(-QUARTER, QUARTER), "s2"),
            new OwnedRange(KeyInterval.from(QUARTER), "s1"));
    public static final List<OwnedRange> AWAITING_CLEAN_UP = MOVES.stream()
            .map(move -> new OwnedRange(move.interval(), move.source()))
            .toList();

    public static final TableSpec ORDERS = TableSpec.sharded("public", "orders", "customer_id", KeySpace.HASHED);
    public static final TableSpec LINES = TableSpec.sharded("public", "lines", "customer_id", KeySpace.HASHED);
    public static final TableSpec LOG = TableSpec.sharded("public", "log", "customer_id", KeySpace.HASHED);
    public static final TableSpec CURRENCIES = TableSpec.reference("public", "currencies");
    public static final List<TableSpec> TABLES = List.of(ORDERS, LINES, LOG, CURRENCIES);

    /** Where the rows of each shard lie right after the copy: the sources still have what moved. */
    private static final Map<String, String> HELD =
            Map.of("s0", "p < 0", "s1", "p >= 0", "s2", "p >= -%1$d AND p < %1$d".formatted(QUARTER));

    private static EmbeddedPostgres server;

    private TestingShards() {}

    /** Three shards without a table of the user's. */
    public static void empty() throws SQLException {
        start();
        for (String shard : NAMES) {
            execute(shard, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        }
    }

    /** Three shards with the same data on sources and targets, in tables full of traps. */
    public static void filled() throws SQLException {
        empty();
        // The enum's OIDs differ between the shards, and so does the physical order of columns on s2.
        execute("s1", "CREATE TYPE unused AS ENUM ('x', 'y')");
        for (String shard : NAMES) {
            execute(shard, "CREATE TYPE mood AS ENUM ('new', 'paid', 'sent')");
            execute(shard, shard.equals("s2") ? ordersInAnotherOrder() : orders());
            execute(shard, """
                    CREATE TABLE lines (order_id bigint, line_no int, customer_id bigint, sku text NOT NULL,
                      PRIMARY KEY (customer_id, order_id, line_no));
                    CREATE TABLE log (customer_id bigint NOT NULL, message text);
                    CREATE TABLE currencies (code char(3) PRIMARY KEY, rate numeric);
                    INSERT INTO currencies VALUES ('EUR', 1), ('USD', 1.10), ('JPY', 160.0)""");
            fill(shard);
        }
    }

    private static String orders() {
        return """
                CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, status mood, amount numeric,
                  ratio double precision, note text, remark text, payload jsonb, doc json, tags text[], spot point,
                  mask bit(4), image bytea, at timestamptz, span interval, valid tstzrange)""";
    }

    private static String ordersInAnotherOrder() {
        return """
                CREATE TABLE orders (valid tstzrange, gone text, span interval, at timestamptz, image bytea, mask bit(4),
                  spot point, tags text[], doc json, payload jsonb, remark text, note text, ratio double precision,
                  amount numeric, status mood, customer_id bigint NOT NULL, id bigint PRIMARY KEY);
                ALTER TABLE orders DROP COLUMN gone""";
    }

    private static void fill(String shard) throws SQLException {
        execute(shard, """
                CREATE TEMP TABLE rows AS
                  SELECT * FROM (SELECT g, g % 97 AS c, hashint8extended(g % 97, 0) AS p FROM generate_series(1, 600) g) x
                  WHERE HELD;
                INSERT INTO orders (id, customer_id, status, amount, ratio, note, remark, payload, doc, tags, spot, mask,
                  image, at, span, valid)
                SELECT g, c, (enum_range(NULL::mood))[1 + g % 3], (g % 7)::numeric, 0, CASE WHEN g % 2 = 0 THEN 'née' END,
                  CASE WHEN g % 2 = 1 THEN '' END, jsonb_build_object('n', 1.0, 'g', g), '{"a": 1, "a": 2}', '{{a,b}}',
                  point(g, 1), B'0101', '\\x00ff', timestamptz '2026-11-22 12:00+00' + g * interval '1 ms',
                  interval '1 day', tstzrange('2026-01-01', NULL)
                FROM rows;
                INSERT INTO lines SELECT g, n, c, 'sku' || n FROM rows, generate_series(1, 2) n;
                INSERT INTO log SELECT c, 'twice' FROM rows;
                DROP TABLE rows""".replace("HELD", HELD.get(shard)));
    }

    /** Runs statements on one shard. */
    public static void execute(String shard, String sql) throws SQLException {
        try (Connection connection = database(shard).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs statements on every shard. */
    public static void executeOnAll(String sql) throws SQLException {
        for (String shard : NAMES) {
            execute(shard, sql);
        }
    }

    /** The first column of the first row. */
    public static String query(String shard, String sql) throws SQLException {
        try (Connection connection = database(shard).getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    public static List<ShardDatabase> databases() {
        return NAMES.stream()
                .map(shard -> new ShardDatabase(shard, database(shard)))
                .toList();
    }

    public static SnapshotSet snapshots() throws Exception {
        return SnapshotSet.open(databases(), new PostgresDialect(), SessionLimits.DEFAULT);
    }

    /** What the four checks on rows say of the shards as they are now. */
    public static Map<String, CheckResult> judge(List<TableSpec> tables) throws Exception {
        try (SnapshotSet snapshots = snapshots()) {
            return judge(snapshots, tables);
        }
    }

    /** What the four checks on rows say of these snapshots. */
    public static Map<String, CheckResult> judge(SnapshotSet snapshots, List<TableSpec> tables) {
        ComparedRows rows = ComparedRows.moved(snapshots, tables, MOVES);
        SamplePlan plan = new SamplePlan(0.95, 0.001);
        return run(
                new RowCount(rows, System::nanoTime),
                new FullChecksum(rows, System::nanoTime),
                new SampledChecksum(rows, plan, 42, System::nanoTime),
                new Placement(snapshots, tables, OWNERSHIP, AWAITING_CLEAN_UP, System::nanoTime));
    }

    /** Runs checks as users do; results by name. */
    public static Map<String, CheckResult> run(Check... checks) {
        Map<String, CheckResult> results = new LinkedHashMap<>();
        new CheckSuite(Stream.of(checks).toList(), System::nanoTime).run(result -> results.put(result.check(), result));
        return results;
    }

    public static DataSource database(String shard) {
        return server.getDatabase("postgres", shard);
    }

    private static synchronized void start() throws SQLException {
        if (server != null) {
            return;
        }
        try {
            server = EmbeddedPostgres.builder()
                    // With this level nothing but a change to data moves the WAL position.
                    .setServerConfig("wal_level", "minimal")
                    .setServerConfig("max_wal_senders", "0")
                    .setServerConfig("autovacuum", "off")
                    .setServerConfig("max_connections", "60")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String shard : NAMES) {
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + shard);
            }
        }
    }
}
