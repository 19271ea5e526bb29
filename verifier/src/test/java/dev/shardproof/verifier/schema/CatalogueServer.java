package dev.shardproof.verifier.schema;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.CheckSuite;
import dev.shardproof.verifier.dialect.SessionLimits;
import dev.shardproof.verifier.dialect.postgres.PostgresDialect;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.TableMapping;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.sql.DataSource;

/**
 * One real server with the database {@code rich}, of which others are copied. A server starts once a JVM and ends with it
 * (the library's shutdown hook).
 */
final class CatalogueServer {

    static final int NEWEST = 18; // what is on the class path

    private static final Map<Integer, CatalogueServer> SERVERS = new LinkedHashMap<>();

    private final EmbeddedPostgres server;

    private CatalogueServer(int major) throws IOException, SQLException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                // It would write statistics when it likes.
                .setServerConfig("autovacuum", "off");
        if (major != NEWEST) {
            builder.setPgBinaryResolver((system, hardware) -> binaries(major));
        }
        server = builder.start();
        execute("postgres", RichSchema.ROLES);
        create("rich", "template1");
        execute("rich", RichSchema.DEFINITION);
    }

    /** The server of that major version. */
    static synchronized CatalogueServer of(int major) throws IOException, SQLException {
        if (!SERVERS.containsKey(major)) {
            SERVERS.put(major, new CatalogueServer(major));
        }
        return SERVERS.get(major);
    }

    /** What the dependency plugin put there: two versions can not both be on the class path. */
    private static InputStream binaries(int major) throws IOException {
        ZipInputStream zip = new ZipInputStream(Files.newInputStream(Path.of("target", "postgres", major + ".jar")));
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().endsWith(".txz")) {
                return zip;
            }
        }
        zip.close();
        throw new IOException("the jar of PostgreSQL %d holds no .txz".formatted(major));
    }

    /** A new copy of a database, in place of the one of that name. */
    void create(String database, String template) throws SQLException {
        execute("postgres", "DROP DATABASE IF EXISTS " + database);
        execute("postgres", "CREATE DATABASE " + database + " TEMPLATE " + template);
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = database(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    DataSource database(String name) {
        return database(name, "postgres");
    }

    DataSource database(String name, String role) {
        return server.getDatabase(role, name);
    }

    ShardDatabase shard(String name) {
        return new ShardDatabase(name, database(name));
    }

    /** Runs the check as users do. */
    static CheckResult check(List<ShardDatabase> sources, List<ShardDatabase> targets, List<TableMapping> tables)
            throws Exception {
        List<CheckResult> results = new ArrayList<>();
        try (SnapshotSet from = SnapshotSet.open(sources, new PostgresDialect(), SessionLimits.DEFAULT);
                SnapshotSet to = SnapshotSet.open(targets, new PostgresDialect(), SessionLimits.DEFAULT)) {
            SchemaCheck check = new SchemaCheck(from, to, tables, System::nanoTime);
            new CheckSuite(List.of(check), System::nanoTime).run(results::add);
        }
        return results.get(0);
    }
}
