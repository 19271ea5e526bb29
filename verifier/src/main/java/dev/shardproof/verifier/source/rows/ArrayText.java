package dev.shardproof.verifier.source.rows;

import java.util.List;
import java.util.stream.Collectors;

/** The text form of an SQL array, as PostgreSQL reads it ("Array Value Input" in its manual). */
final class ArrayText {

    private ArrayText() {}

    /** Each value in quotes, so that no text is taken for NULL or for syntax. No value may be null. */
    static String of(List<String> values) {
        return values.stream()
                .map(value -> '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
