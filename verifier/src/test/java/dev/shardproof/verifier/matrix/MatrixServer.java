package dev.shardproof.verifier.matrix;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * One real server. It has each shard twice: to be read as it is, and as a template that is copied where damage is to be
 * done; both are made when first asked for. The server ends with the JVM (the library's shutdown hook). Not thread-safe.
 */
final class MatrixServer {

    private static final int NEWEST = 18; // what is on the class path
    private static final Path OLDER = Path.of("target", "postgres");
    private static final Map<Integer, MatrixServer> SERVERS = new LinkedHashMap<>();

    private final EmbeddedPostgres server;
    private final Map<String, PooledDatabase> intact = new LinkedHashMap<>();
    private final AtomicInteger copies = new AtomicInteger();

    private MatrixServer(int major) throws SQLException, IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setLocaleConfig("locale", "C.UTF-8")
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("autovacuum", "off")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("max_connections", "200");
        if (major != NEWEST) {
            builder.setPgBinaryResolver((system, hardware) -> binaries(major));
        }
        server = builder.start();
        PooledDatabase postgres = new PooledDatabase(server.getPostgresDatabase());
        intact.put("postgres", postgres);
        execute("postgres", MatrixData.roles());
        execute("postgres", "CREATE DATABASE empty");
        try (Connection connection = server.getDatabase("postgres", "empty").getConnection()) {
            run(connection, MatrixData.schema());
        }
    }

    /** The server of that major version. */
    static synchronized MatrixServer of(int major) throws SQLException, IOException {
        MatrixServer known = SERVERS.get(major);
        if (known == null) {
            known = new MatrixServer(major);
            SERVERS.put(major, known);
        }
        return known;
    }

    /** Whether this machine can run that version. */
    static boolean runs(int major) {
        return major == NEWEST
                || (System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"));
    }

    /** What the dependency plugin put there: two versions can not both be on the class path. */
    private static InputStream binaries(int major) throws IOException {
        Path jar = OLDER.resolve(major + ".jar");
        if (!Files.exists(jar)) {
            throw new IOException(
                    "%s is not there; Maven copies it: mvn -pl verifier process-test-resources".formatted(jar));
        }
        ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar));
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().endsWith(".txz")) {
                return zip;
            }
        }
        zip.close();
        throw new IOException(jar + " holds no .txz");
    }

    private void make(Role role, int shards, int shard) throws SQLException {
        String template = name(role, shards, shard) + "_template";
        execute("postgres", "CREATE DATABASE %s TEMPLATE empty".formatted(template));
        try (Connection connection = server.getDatabase("postgres", template).getConnection()) {
            run(connection, MatrixData.rows(MatrixTopology.range(shards, shard), role, shard));
            run(connection, "VACUUM ANALYZE");
        }
        String name = name(role, shards, shard);
        execute("postgres", "CREATE DATABASE %s TEMPLATE %s".formatted(name, template));
        intact.put(name, pool(name));
    }

    private static String name(Role role, int shards, int shard) {
        return "%s_%d_of_%d".formatted(role.name().toLowerCase(Locale.ROOT), shard, shards);
    }

    /** A shard that nobody may change. */
    PooledDatabase intact(Role role, int shards, int shard) throws SQLException {
        String name = name(role, shards, shard);
        if (!intact.containsKey(name)) {
            make(role, shards, shard);
        }
        return intact.get(name);
    }

    /** A copy of a shard, to be changed and dropped. */
    String copy(Role role, int shards, int shard) throws SQLException {
        intact(role, shards, shard);
        return create("TEMPLATE %s_template".formatted(name(role, shards, shard)));
    }

    /** A new database, to be dropped. */
    String create(String options) throws SQLException {
        String name = "copy_" + copies.incrementAndGet();
        execute("postgres", "CREATE DATABASE %s %s".formatted(name, options));
        return name;
    }

    void drop(String database) throws SQLException {
        execute("postgres", "DROP DATABASE %s WITH (FORCE)".formatted(database));
    }

    PooledDatabase pool(String database) {
        return new PooledDatabase(server.getDatabase("postgres", database));
    }

    private void execute(String database, String sql) throws SQLException {
        try (Connection connection = intact.get(database).asDataSource().getConnection()) {
            run(connection, sql);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
