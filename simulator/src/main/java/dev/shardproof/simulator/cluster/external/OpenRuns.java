package dev.shardproof.simulator.cluster.external;

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

    private final Path folder;

    /**
     * What stands in a file.
     *
     * @param owner the process of the run
     * @param before what was there, as {@code kind name}
     */
    record Entry(ProcessIdentity owner, Set<String> before) {}

    /** @throws IOException if the state folder can not be written */
    public OpenRuns(StateFolder state) throws IOException {
        folder = state.path().resolve("external");
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, StateFolder.ownerAndPassage());
        }
    }

    void begin(String systemIdentifier, String database, List<DatabaseObject> before) throws IOException {
        ProcessIdentity owner = ProcessIdentity.current();
        List<String> lines = new ArrayList<>(List.of(Long.toString(owner.pid()), encoded(owner.start())));
        before.forEach(object -> lines.add(encoded(object.toString())));
        // Whole or not at all: half a list would take what is missing in it for ours.
        Path half = Files.createTempFile(folder, "half", "");
        Files.write(half, lines);
        Files.move(half, file(systemIdentifier, database), StandardCopyOption.ATOMIC_MOVE);
    }

    Optional<Entry> find(String systemIdentifier, String database) throws IOException {
        Path file = file(systemIdentifier, database);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        Set<String> before = new LinkedHashSet<>();
        lines.stream().skip(2).map(OpenRuns::decoded).forEach(before::add);
        return Optional.of(new Entry(new ProcessIdentity(Long.parseLong(lines.get(0)), decoded(lines.get(1))), before));
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
