package dev.shardproof.verifier.live;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Real servers that replicate: a publisher, a subscriber to it by logical replication, and a physical standby of the
 * publisher. Each starts once a JVM, when first asked for, and ends with it (the library's shutdown hook).
 */
public final class TestingReplication {

    private static EmbeddedPostgres publisher;
    private static EmbeddedPostgres subscriber;
    private static EmbeddedPostgres standby;

    private TestingReplication() {}

    public static synchronized DataSource publisher() {
        if (publisher == null) {
            publisher = start(server());
        }
        return publisher.getPostgresDatabase();
    }

    public static synchronized DataSource subscriber() {
        if (subscriber == null) {
            subscriber = start(server());
        }
        return subscriber.getPostgresDatabase();
    }

    /** A fresh, empty database on the subscriber's server. */
    public static DataSource emptyDatabase(String name) throws Exception {
        execute(subscriber(), "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        execute(subscriber(), "CREATE DATABASE " + name);
        return subscriber.getDatabase("postgres", name);
    }

    /** How long queries on the standby may delay its replay, e.g. {@code 100ms}. */
    public static void letQueriesDelayReplay(String delay) throws Exception {
        execute(standby(), "ALTER SYSTEM SET max_standby_streaming_delay = '" + delay + "'");
        execute(standby(), "SELECT pg_reload_conf()");
        await().until(() -> query(standby(), "SHOW max_standby_streaming_delay").equals(delay));
    }

    /** A hot standby of the publisher. */
    public static synchronized DataSource standby() throws Exception {
        if (standby == null) {
            Path copy = Files.createTempDirectory("shardproof-standby");
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
            baseBackup(copy);
            Files.createFile(copy.resolve("standby.signal"));
            Files.writeString(
                    copy.resolve("postgresql.auto.conf"),
                    "\nprimary_conninfo = 'host=127.0.0.1 port=%d user=postgres application_name=standby1'\n"
                            .formatted(publisher.getPort()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            standby = start(server().setDataDirectory(copy)
                    .setCleanDataDirectory(false)
                    .setServerConfig("wal_receiver_status_interval", "1s")
                    .setServerConfig("hot_standby_feedback", "off"));
        }
        return standby.getPostgresDatabase();
    }

    /** Waits until the standby has replayed all that the publisher has written by now. */
    public static void catchUp() throws Exception {
        String position = query(publisher(), "SELECT pg_current_wal_insert_lsn()::text");
        DataSource follower = standby();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> query(follower, "SELECT pg_last_wal_replay_lsn() >= '" + position + "'")
                        .equals("t"));
    }

    private static EmbeddedPostgres.Builder server() {
        return EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_wal_senders", "10")
                .setServerConfig("max_replication_slots", "10")
                .setServerConfig("max_connections", "60")
                .setServerConfig("autovacuum", "off")
                .setServerConfig("fsync", "off");
    }

    private static EmbeddedPostgres start(EmbeddedPostgres.Builder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code pg_basebackup} does, which is not among the binaries. */
    private static void baseBackup(Path copy) throws Exception {
        Path data = Path.of(query(publisher(), "SHOW data_directory"));
        try (Connection connection = publisher().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('standby', true)");
            copy(data, copy);
            try (ResultSet result = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                result.next();
                Files.writeString(copy.resolve("backup_label"), result.getString(1));
            }
        }
        // The log up to the end of the backup: without an archive it must come along.
        copy(data.resolve("pg_wal"), copy.resolve("pg_wal"));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path made = to.resolve(from.relativize(directory));
                Files.createDirectories(made);
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
                // Slots of the primary are not the standby's.
                return directory.endsWith("pg_replslot") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.getFileName().toString();
                if (!name.startsWith("postmaster.") && !name.equals("epg-lock")) {
                    try {
                        Files.write(to.resolve(from.relativize(file)), Files.readAllBytes(file));
                    } catch (NoSuchFileException e) {
                        return FileVisitResult.CONTINUE; // it went away meanwhile, which replay makes good
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    /** The same tables on publisher and subscriber, filled, with a subscription that has caught up. */
    public static void subscribed(String tables) throws Exception {
        unsubscribed();
        execute(publisher(), tables);
        execute(subscriber(), tables.replaceAll("(?s)INSERT INTO[^;]*;", ""));
        execute(publisher(), "CREATE PUBLICATION everything FOR ALL TABLES");
        execute(
                subscriber(),
                "CREATE SUBSCRIPTION verified CONNECTION 'host=127.0.0.1 port=%d user=postgres dbname=postgres' PUBLICATION everything"
                        .formatted(publisher.getPort()));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> query(subscriber(), "SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'")
                        .equals("0"));
    }

    /** No table, no subscription, no publication. */
    public static void unsubscribed() throws Exception {
        if (!query(subscriber(), "SELECT count(*) FROM pg_subscription").equals("0")) {
            execute(subscriber(), "ALTER SUBSCRIPTION verified DISABLE");
            execute(subscriber(), "DROP SUBSCRIPTION verified");
        }
        execute(publisher(), "DROP PUBLICATION IF EXISTS everything");
        for (DataSource database : new DataSource[] {publisher(), subscriber()}) {
            execute(database, "DROP SCHEMA public CASCADE");
            execute(database, "CREATE SCHEMA public");
        }
    }

    public static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row. */
    public static String query(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
