package dev.shardproof.verifier.sample;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowSamples;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.digest.RowImage;
import dev.shardproof.verifier.source.RowStream;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.rows.DrawnRows;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableMapping;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One source and two targets, three databases of one server of their own; close it. */
final class TestingServers implements AutoCloseable {

    static final List<String> SOURCES = List.of("source");
    static final List<String> TARGETS = List.of("target0", "target1");

    private final EmbeddedPostgres server;

    TestingServers() throws IOException, SQLException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("autovacuum", "off")
                .setServerConfig("fsync", "off")
                .start();
        for (String database : List.of("source", "target0", "target1")) {
            execute("postgres", "CREATE DATABASE " + database);
        }
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The same statements on source and targets. */
    void executeOnAll(String sql) throws SQLException {
        execute("source", sql);
        for (String target : TARGETS) {
            execute(target, sql);
        }
    }

    String query(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = last(statement, sql)) {
            result.next();
            return result.getString(1);
        }
    }

    /** What the last of several statements returns. */
    private static ResultSet last(Statement statement, String sql) throws SQLException {
        boolean rows = statement.execute(sql);
        while (!rows && statement.getUpdateCount() >= 0) {
            rows = statement.getMoreResults();
        }
        return statement.getResultSet();
    }

    private Connection connect(String database) throws SQLException {
        return server.getDatabase("postgres", database).getConnection();
    }

    SnapshotSet open(List<String> databases) throws Exception {
        return SnapshotSet.open(
                databases.stream()
                        .map(name -> new ShardDatabase(name, server.getDatabase("postgres", name)))
                        .toList(),
                new PostgresDialect(),
                SessionLimits.DEFAULT);
    }

    /** What the check says of some tables. */
    CheckResult check(List<TableMapping> tables, SamplePlan plan, Strata strata, long seed) throws Exception {
        return check(tables, plan, strata, seed, RandomSample.PAGES_FOR_PLACES);
    }

    /** The same with small tables drawn from by place. */
    CheckResult checkByPlace(List<TableMapping> tables, SamplePlan plan, Strata strata, long seed) throws Exception {
        return check(tables, plan, strata, seed, 1);
    }

    private CheckResult check(List<TableMapping> tables, SamplePlan plan, Strata strata, long seed, long pagesForPlaces)
            throws Exception {
        try (SnapshotSet sources = open(SOURCES);
                SnapshotSet targets = open(TARGETS)) {
            ComparedRows rows = ComparedRows.sides(sources, targets, tables, ImageForm.EXACT);
            return new SampledChecksum(rows, plan, strata, seed, pagesForPlaces, System::nanoTime).run();
        }
    }

    /** The one comparison of a table, while the snapshots are open. */
    static Comparison comparison(SnapshotSet sources, SnapshotSet targets, TableMapping table) throws Exception {
        return ComparedRows.sides(sources, targets, List.of(table), ImageForm.EXACT)
                .comparisons()
                .get(0);
    }

    /** Draws as the check does, without a limit below half of all hashes being needed for it. */
    static RowSamples draw(Comparison comparison, double share, long seed) throws Exception {
        long below = share >= 1 ? Long.MAX_VALUE : (long) (share * Long.MAX_VALUE);
        return RowSamples.draw(
                List.of(comparison),
                slice -> below,
                KeySeed.of(seed, comparison.table().spec().toString()));
    }

    /** The keys of the first rows, by ascending hash. */
    static List<String> keys(DrawnRows rows, int limit) throws Exception {
        List<String> keys = new ArrayList<>();
        try (RowStream stream = rows.stream()) {
            Optional<RowImage> row = stream.next();
            while (row.isPresent() && keys.size() < limit) {
                keys.add(String.join(",", row.get().key()));
                row = stream.next();
            }
        }
        return keys;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
