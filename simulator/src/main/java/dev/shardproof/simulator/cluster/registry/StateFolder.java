package dev.shardproof.simulator.cluster.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The folder of one user in which Shardproof keeps its unpacked PostgreSQL binaries and the registry of its runs.
 *
 * <p>What stands there decides which processes are ended and which folders are deleted, and the default lies in the
 * folder for temporary files that everybody can write to. So it must be a real folder, belong to this user and be
 * writable by nobody else; anything else is refused.
 *
 * @param path the folder, with all links resolved
 */
public record StateFolder(Path path) {

    /** Others may walk through, not list: where root must drop its rights, the servers run as another user. */
    private static final Set<PosixFilePermission> OWNER_AND_PASSAGE = PosixFilePermissions.fromString("rwx--x--x");

    private static final Set<PosixFilePermission> FOREIGN_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /** The default place: {@code shardproof-<user>} in the JVM's folder for temporary files. */
    public static StateFolder ofCurrentUser() throws IOException {
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9_.-]", "_");
        return at(Path.of(System.getProperty("java.io.tmpdir"), "shardproof-" + user));
    }

    /**
     * The state folder at a place, created if it is not there.
     *
     * @throws IOException if it can not be created, is not a folder, belongs to somebody else or is writable by others
     */
    public static StateFolder at(Path path) throws IOException {
        Path folder = path.toAbsolutePath();
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(folder.getParent());
            try {
                Files.createDirectory(folder, ownerAndPassage());
            } catch (java.nio.file.FileAlreadyExistsException e) {
                // somebody was faster: judge what is there
            }
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(refusal(folder, "it is not a folder"));
        }
        Path real = folder.toRealPath();
        if (!Files.getOwner(real).equals(ownerOfNewFiles(real))) {
            throw new IOException(refusal(folder, "it belongs to " + Files.getOwner(real)));
        }
        if (Files.getPosixFilePermissions(real).stream().anyMatch(FOREIGN_WRITE::contains)) {
            throw new IOException(refusal(folder, "other users can write to it"));
        }
        return new StateFolder(real);
    }

    /**
     * Where a run has its folder, whether it exists or not.
     *
     * @throws IllegalArgumentException if that can not be the name of a run
     */
    public Path runFolder(String runId) {
        if (!runId.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("'%s' is not the name of a run".formatted(runId));
        }
        return path.resolve("runs").resolve(runId);
    }

    /** A folder in it, created if need be. */
    public Path subfolder(String name) throws IOException {
        Path folder = path.resolve(name);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(folder, ownerAndPassage());
        }
        return folder;
    }

    /** The folder for unpacked programs. */
    public Path binaries() throws IOException {
        return subfolder("binaries");
    }

    /** The rights of a folder that this user alone reads and writes, and others may walk through. */
    public static FileAttribute<Set<PosixFilePermission>> ownerAndPassage() {
        return PosixFilePermissions.asFileAttribute(OWNER_AND_PASSAGE);
    }

    private static Object ownerOfNewFiles(Path folder) throws IOException {
        Path probe;
        try {
            probe = Files.createTempFile(folder, ".owner", "");
        } catch (java.nio.file.AccessDeniedException e) {
            throw new IOException(refusal(folder, "this user can not write to it"), e);
        }
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }

    private static String refusal(Path folder, String reason) {
        return ("the state folder %s is refused: %s. It must be a folder of this user that nobody else can write to."
                        + " Remove it, or choose another place with -Djava.io.tmpdir.")
                .formatted(folder, reason);
    }
}
