package dev.shardproof.scenarios.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The file that {@code --emit-repair} names: made anew, for its owner only, and removed again if nothing came. */
final class RepairFile implements AutoCloseable {

    private final Optional<Path> file;
    private final Optional<Writer> writer;

    private RepairFile(Optional<Path> file, Optional<Writer> writer) {
        this.file = file;
        this.writer = writer;
    }

    /** @throws InvalidRunException if the file is there already, or can not be made */
    static RepairFile create(Optional<Path> file) throws InvalidRunException {
        if (file.isEmpty()) {
            return new RepairFile(file, Optional.empty());
        }
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            Writer writer = Channels.newWriter(
                    Files.newByteChannel(
                            file.get(), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly),
                    StandardCharsets.UTF_8);
            return new RepairFile(file, Optional.of(writer));
        } catch (FileAlreadyExistsException e) {
            throw new InvalidRunException(
                    "--emit-repair: %s is there already; name a file that is not, so that no proposal is lost"
                            .formatted(file.get()));
        } catch (IOException e) {
            throw new InvalidRunException("--emit-repair: %s can not be written: %s".formatted(file.get(), e));
        }
    }

    Optional<Appendable> writer() {
        return writer.map(Appendable.class::cast);
    }

    /**
     * Ends the file, and removes it if it is empty or could not be written to its end.
     *
     * @param outcome what became of the script, in words
     * @return what to tell the user; empty if he did not ask for the file
     */
    Optional<String> end(String outcome) {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            writer.orElseThrow().close();
            if (Files.size(file.get()) > 0) {
                return Optional.of("%s, for review: %s".formatted(file.get(), outcome));
            }
            Files.delete(file.get());
            return Optional.of(outcome);
        } catch (IOException e) {
            remove();
            return Optional.of("it could not be written to %s: %s".formatted(file.get(), e));
        }
    }

    private void remove() {
        try {
            Files.deleteIfExists(file.orElseThrow());
        } catch (IOException ignored) {
            // The user has heard that there is trouble with the file; half a script ends without COMMIT.
        }
    }

    /** For a run that came to no end: nothing is left of a file in which nothing is. */
    @Override
    public void close() {
        if (file.isPresent() && Files.exists(file.get())) {
            end("");
        }
    }
}
