package dev.shardproof.simulator.cluster.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a program wrote while it started.
 *
 * @param file its output
 */
record ServerLog(Path file) {

    private static final int LINES = 15;

    /** The last lines, for an error message; control characters are replaced. */
    String tail() {
        List<String> lines = lines();
        if (lines.isEmpty()) {
            return " It wrote nothing.";
        }
        return lines.stream()
                .skip(Math.max(0, lines.size() - LINES))
                .map(line -> "  " + line.replaceAll("\\p{Cntrl}", "?"))
                .collect(Collectors.joining("\n", " Its last lines:\n", ""));
    }

    boolean says(String text) {
        return lines().stream().anyMatch(line -> line.contains(text));
    }

    private List<String> lines() {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
