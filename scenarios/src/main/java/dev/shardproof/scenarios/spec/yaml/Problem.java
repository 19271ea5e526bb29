package dev.shardproof.scenarios.spec.yaml;

import java.util.Objects;

/**
 * One mistake in a file: where it is, what was found and what is allowed.
 *
 * @param file the file as the user named it
 * @param line the line from 1, or 0 for the file as a whole
 * @param column the column from 1, or 0 for the file as a whole
 * @param message one line without control characters, whatever the file contains
 */
public record Problem(String file, int line, int column, String message) {

    public Problem {
        Objects.requireNonNull(file, "file is null");
        file = Excerpt.printable(file);
        message = Excerpt.printable(Objects.requireNonNull(message, "message is null"));
    }

    /** {@code file:line:column: message}, the form that editors and terminals link. */
    @Override
    public String toString() {
        return line == 0 ? file + ": " + message : file + ":" + line + ":" + column + ": " + message;
    }
}
