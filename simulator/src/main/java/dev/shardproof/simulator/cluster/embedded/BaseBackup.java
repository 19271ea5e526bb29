package dev.shardproof.simulator.cluster.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * A base backup of a running server by its low-level functions, for our binaries come without {@code pg_basebackup}. The
 * write-ahead log is not in it: whoever starts from it must stream that from the server.
 *
 * @see <a href="https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP">Making a
 *     base backup using the low level API</a>
 */
final class BaseBackup {

    /** Folders whose content belongs to the running server alone; its slots among them. */
    private static final Set<String> EMPTY = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans",
            "pgsql_tmp");

    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init");

    private final Path source;
    private final ServerRights rights;

    /** Copies the data folder {@code source}. */
    BaseBackup(Path source, ServerRights rights) {
        this.source = source;
        this.rights = rights;
    }

    /**
     * Copies into a folder that is not there yet.
     *
     * @param session with the server whose folder it is
     */
    void copyTo(Path target, Connection session) throws IOException, SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("SELECT pg_backup_start('shardproof', true)");
            Files.walkFileTree(source, new Copying(target));
            try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                row.next();
                write(target.resolve("backup_label"), row.getString(1));
            }
        }
    }

    private void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        rights.give(file);
    }

    private final class Copying extends SimpleFileVisitor<Path> {
        private final Path target;

        Copying(Path target) {
            this.target = target;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            Path copy = copyOf(folder);
            Files.createDirectory(
                    copy, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            rights.give(copy);
            return EMPTY.contains(folder.getFileName().toString())
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!LEFT_OUT.contains(file.getFileName().toString())) {
                try {
                    Path copy = copyOf(file);
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                    rights.give(copy);
                } catch (NoSuchFileException e) {
                    return FileVisitResult.CONTINUE; // dropped meanwhile; the write-ahead log says so too
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

        private Path copyOf(Path path) {
            return target.resolve(source.relativize(path).toString());
        }
    }
}
