package dev.shardproof.verifier.source.rows;

import java.util.List;

/** The text form of an SQL array, as PostgreSQL reads it ("Array Value Input" in its manual). */
final class ArrayText {

    private ArrayText() {}

    /** Each value in quotes, so that no text is taken for NULL or for syntax. No value may be null. */
    static String of(List<String> values) {
        StringBuilder text = new StringBuilder("{");
        for (String value : values) {
            text.append(text.length() == 1 ? "\"" : ",\"")
                    .append(escaped(value))
                    .append('"');
        }
        return text.append('}').toString();
    }

    /** Hardly any value needs it, and every row of a sample comes by here. */
    private static String escaped(String value) {
        return value.indexOf('"') < 0 && value.indexOf('\\') < 0
                ? value
                : value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
