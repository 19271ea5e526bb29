package dev.shardproof.simulator.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that only its owner reads. */
final class SecretFile {

    private SecretFile() {}

    /** Writes the content into a new file that was never readable by others, and gives it to the servers' user. */
    static Path write(Path file, String content, ServerRights rights) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content);
        rights.give(file);
        return file;
    }
}
