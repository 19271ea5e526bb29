package dev.shardproof.scenarios.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that a run leaves: {@code <runs>/<scenario>/<utc>-<seed>/}.
 *
 * @param folder the folder
 * @param id the run's identity, {@code <scenario>/<utc>-<seed>}
 */
public record RunBundle(Path folder, String id) {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** Creates the folder; two runs that begin in the same second get different ones. */
    public static RunBundle create(Path runs, String scenario, long seed, Instant start) throws IOException {
        Path parent = runs.resolve(scenario);
        Files.createDirectories(parent);
        for (int twin = 0; ; twin++) {
            String name = UTC.format(start) + "-" + seed + (twin == 0 ? "" : "-" + twin);
            try {
                return new RunBundle(Files.createDirectory(parent.resolve(name)), scenario + "/" + name);
            } catch (FileAlreadyExistsException e) {
                continue;
            }
        }
    }

    /** A file of the bundle. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** The files that are worth naming in the report, relative to the bundle; of Gatling's many, its entry page. */
    List<String> artefacts() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.startsWith("gatling/") || name.equals("gatling/index.html"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the run bundle can not be listed: " + folder, e);
        }
    }
}
