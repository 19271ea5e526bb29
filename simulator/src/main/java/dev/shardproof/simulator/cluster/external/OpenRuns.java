package dev.shardproof.simulator.cluster.external;

import dev.shardproof.simulator.cluster.external.interlock.InterlockException;
import dev.shardproof.simulator.cluster.external.interlock.Refusal;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was in the databases of the user's servers before runs that have not cleaned up yet: one file for each database, in
 * the state folder. A run that is killed leaves its files, and by them a later clean-up knows what was not ours. Thread-safe
 * as long as no two runs use one database, which the interlock sees to.
 */
public final class OpenRuns {

    /** The first line of each file. */
    private static final String FORMAT = "open run 2";

    private static final int HEADER = 6;

    private final Path folder;

    /**
     * What stands in a file.
     *
     * @param owner the process of the run
     * @param namespace the process-id namespace in which that id means something
     * @param run the run's name
     * @param databaseNumber which database; another of the same name has another number
     * @param before what was there, as {@code kind name}
     */
    record Entry(ProcessIdentity owner, String namespace, String run, long databaseNumber, Set<String> before) {

        boolean isAlive() {
            return owner.mayBeAlive(namespace);
        }
    }

    /** @throws IOException if the state folder can not be written */
    public OpenRuns(StateFolder state) throws IOException {
        folder = state.path().resolve("external");
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, StateFolder.ownerAndPassage());
        }
    }

    void begin(String systemIdentifier, String database, String run, long number, List<DatabaseObject> before)
            throws IOException {
        ProcessIdentity owner = ProcessIdentity.current();
        List<String> lines = new ArrayList<>(List.of(
                FORMAT,
                Long.toString(owner.pid()),
                encoded(owner.start()),
                encoded(ProcessIdentity.namespace()),
                encoded(run),
                Long.toString(number)));
        before.forEach(object -> lines.add(encoded(object.toString())));
        // Whole or not at all: half a list would take what is missing in it for ours.
        Path half = Files.createTempFile(folder, "half", "");
        Files.write(half, lines);
        Files.move(half, file(systemIdentifier, database), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Refuses a database whose run still goes on as far as this machine can tell. The server's own lock tells more; this
     * also sees a run whose session with the server has broken.
     *
     * @throws InterlockException if it does
     */
    void requireOver(ExternalServer server, String systemIdentifier) throws IOException {
        Optional<Entry> entry = find(systemIdentifier, server.database());
        if (entry.isPresent() && entry.get().isAlive()) {
            throw new InterlockException(List.of(new Refusal(
                    server.shard(),
                    "the process %d is using the database"
                            .formatted(entry.get().owner().pid()),
                    "a run that is over",
                    "wait for its end, or end it; it cleans up by itself")));
        }
    }

    /** @throws IOException if what stands there can not be understood; nothing is known about that database then */
    Optional<Entry> find(String systemIdentifier, String database) throws IOException {
        Path file = file(systemIdentifier, database);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < HEADER || !lines.get(0).equals(FORMAT)) {
            throw new IOException(
                    "%s is of another version of Shardproof: see by hand what is left, then delete it".formatted(file));
        }
        Set<String> before = new LinkedHashSet<>();
        lines.stream().skip(HEADER).map(OpenRuns::decoded).forEach(before::add);
        return Optional.of(new Entry(
                new ProcessIdentity(Long.parseLong(lines.get(1)), decoded(lines.get(2))),
                decoded(lines.get(3)),
                decoded(lines.get(4)),
                Long.parseLong(lines.get(5)),
                before));
    }

    void end(String systemIdentifier, String database) throws IOException {
        Files.deleteIfExists(file(systemIdentifier, database));
    }

    private Path file(String systemIdentifier, String database) {
        return folder.resolve("%s-%s".formatted(systemIdentifier, encoded(database)));
    }

    /** A line, and a file's name, without any character that could end it. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
