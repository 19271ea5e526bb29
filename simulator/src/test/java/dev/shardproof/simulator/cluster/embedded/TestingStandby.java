package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.JdbcShardServer;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A standby made from a running embedded server by a copy of its files; it never hears of its primary again. */
public final class TestingStandby {

    private TestingStandby() {}

    /** Starts it in a folder below an existing one; the registry ends it. */
    public static ShardServer of(ShardServer primary, Path parent, RunRegistry registry) throws Exception {
        Path folder = Files.createDirectory(parent.resolve("standby"));
        ServerRights rights = ServerRights.choose(folder);
        Path data = folder.resolve("data");
        try (Connection connection = primary.connect();
                Statement statement = connection.createStatement()) {
            Path source = Path.of(text(statement, "SHOW data_directory"));
            statement.execute("SELECT pg_backup_start('standby', true)");
            copy(source, data);
            String label = text(statement, "SELECT labelfile FROM pg_backup_stop(false)");
            copy(source.resolve("pg_wal"), data.resolve("pg_wal"));
            Files.writeString(data.resolve("backup_label"), label);
            Files.writeString(data.resolve("standby.signal"), "");
        }
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                rights.give(file);
            }
        }
        int port = EmbeddedServer.freePort();
        Process process = new ProcessBuilder(rights.command(List.of(
                        PostgresBinaries.unpacked(registry.state())
                                .program("postgres")
                                .toString(),
                        "-D",
                        data.toString(),
                        "-p",
                        Integer.toString(port))))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        registry.registerProcess(process.toHandle(), "standby", StopSignal.QUIT);
        ShardServer standby = new JdbcShardServer(
                primary.id(), new Endpoint("127.0.0.1", port), primary.database(), primary.login(), primary.version());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> {
                    try (Connection connection = standby.connect()) {
                        return connection.isValid(5);
                    }
                });
        return standby;
    }

    /** What it has logged so far. */
    public static String log(Path parent) throws IOException {
        return Files.readString(parent.resolve("standby").resolve("server.log"));
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    if (!Files.isDirectory(copy)) {
                        Files.createDirectories(copy);
                        Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
                    }
                } else if (Files.exists(file)) {
                    Files.copy(file, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
                }
            }
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
