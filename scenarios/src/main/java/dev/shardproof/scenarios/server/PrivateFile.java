package dev.shardproof.scenarios.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** Reads a file only if nobody but the user can. */
final class PrivateFile {

    private static final Set<PosixFilePermission> ALLOWED =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final int BYTES_MAX = 1 << 16;

    private PrivateFile() {}

    /**
     * The text of the file.
     *
     * @throws InvalidServerException if it is not a regular file, others may read or write it, it belongs to somebody
     *     else, or it is too large; the message says what to do
     */
    static String read(Path file) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw refused(file, "is not a regular file; name one that holds nothing but the password");
            }
            if (!ALLOWED.containsAll(attributes.permissions())) {
                throw refused(
                        file,
                        "has the mode %s and may have no more than rw-------; run chmod 600 on it"
                                .formatted(PosixFilePermissions.toString(attributes.permissions())));
            }
            if (!attributes.owner().equals(currentUser(file))) {
                throw refused(file, "belongs to the user %s; it must be yours".formatted(attributes.owner()));
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] content = in.readNBytes(BYTES_MAX + 1);
                if (content.length > BYTES_MAX) {
                    throw refused(file, "is larger than %d bytes; is it the right one?".formatted(BYTES_MAX));
                }
                return new String(content, StandardCharsets.UTF_8);
            }
        } catch (NoSuchFileException e) {
            throw refused(file, "does not exist");
        } catch (UnsupportedOperationException e) {
            throw refused(file, "lies on a file system without POSIX modes, so that nothing protects it");
        } catch (IOException e) {
            throw refused(file, "can not be read: " + e.getClass().getSimpleName());
        }
    }

    private static UserPrincipal currentUser(Path file) throws IOException {
        // The name of a user without an entry in /etc/passwd, as in many containers, can not be looked up.
        Path self = Path.of("/proc/self");
        return Files.exists(self)
                ? Files.getOwner(self)
                : file.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName(System.getProperty("user.name"));
    }

    private static InvalidServerException refused(Path file, String reason) {
        return new InvalidServerException("the password file %s %s".formatted(file, reason));
    }
}
