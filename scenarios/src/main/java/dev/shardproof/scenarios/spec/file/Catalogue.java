package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.yaml.Excerpt;
import dev.shardproof.scenarios.spec.yaml.Problem;
import dev.shardproof.scenarios.spec.yaml.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** The scenarios that Shardproof brings along, one small file each. Reads resources only; thread-safe. */
public final class Catalogue {

    private static final String FOLDER = "/catalog/";

    /** A jar can not be listed reliably, so the names stand in a file of their own; a test keeps it complete. */
    private static final String INDEX = FOLDER + "index.txt";

    private Catalogue() {}

    /** A scenario's name and what it is about. */
    public record Item(String name, String description) {}

    /** All scenarios, by name. */
    public static List<Item> items() {
        return names().stream()
                .map(name -> new Item(name, read(name).description()))
                .toList();
    }

    /** The names, in alphabetical order. */
    public static List<String> names() {
        return new String(resource(INDEX), StandardCharsets.UTF_8)
                .lines()
                .sorted()
                .toList();
    }

    /**
     * The scenario that a user means: an existing file, else a name of the catalogue.
     *
     * @throws InvalidScenarioException if it is neither, with the names; or if the file is not a valid scenario
     */
    public static Scenario resolve(String fileOrName) {
        if (isFile(fileOrName)) {
            return ScenarioReader.read(Path.of(fileOrName));
        }
        if (names().contains(fileOrName)) {
            return read(fileOrName);
        }
        throw new InvalidScenarioException(List.of(new Problem(
                fileOrName,
                0,
                0,
                "there is neither a file nor a catalogue scenario of this name%s; the catalogue has: %s"
                        .formatted(Suggestion.phrase(fileOrName, names()), String.join(", ", names())))));
    }

    /**
     * The text of a catalogue scenario, e.g. to copy it as a start.
     *
     * @throws IllegalArgumentException if the catalogue has no such name
     */
    public static String text(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("the catalogue has no scenario " + Excerpt.quoted(name));
        }
        return new String(resource(FOLDER + name + ".yaml"), StandardCharsets.UTF_8);
    }

    private static Scenario read(String name) {
        return ScenarioReader.read("catalog/" + name + ".yaml", resource(FOLDER + name + ".yaml"));
    }

    private static boolean isFile(String text) {
        try {
            return Files.isRegularFile(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = Catalogue.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing from this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
