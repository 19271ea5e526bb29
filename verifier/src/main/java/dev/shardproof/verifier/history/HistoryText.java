package dev.shardproof.verifier.history;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A history as text for people and their tools: a line of column names, then one line an operation, about in the order in
 * which they ended.
 *
 * <p>Columns are separated by tabs; a backslash escapes tab, line feed, carriage return and itself ({@code \t \n \r
 * \\}), and with a {@code u} and four hexadecimal digits other control characters. The second and third time are
 * durations (from the intended start to the invocation, from there to the end).
 */
public final class HistoryText {

    private static final String HEADER = "name\tkind\tintendedMicros\twaitedMicros\ttookMicros\tshard"
            + "\tepoch\toutcome\tattempts\terror\tinstance\tkey\tsession\teffect\targument\tobserved\n";

    private HistoryText() {}

    /**
     * Writes a whole history.
     *
     * @throws IOException if it can not be read or the text can not be written
     */
    public static HistoryReader.Extent write(HistorySource history, Appendable out) throws IOException {
        out.append(HEADER);
        StringBuilder line = new StringBuilder();
        try {
            return history.read(operation -> {
                line.setLength(0);
                write(operation, line);
                try {
                    out.append(line);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Appends the operation's line with its line feed. */
    static void write(ClientOperation operation, StringBuilder out) {
        escape(operation.name(), out);
        out.append('\t').append(operation.write() ? 'w' : 'r');
        out.append('\t').append(operation.intendedMicros());
        out.append('\t').append(operation.invokedMicros() - operation.intendedMicros());
        out.append('\t').append(operation.endMicros() - operation.invokedMicros());
        out.append('\t');
        escape(operation.shard(), out);
        out.append('\t').append(operation.epoch());
        out.append('\t').append(operation.outcome().code());
        out.append('\t').append(operation.attempts());
        out.append('\t');
        escape(operation.error(), out);
        out.append('\t').append(operation.instance());
        out.append('\t').append(Long.toHexString(operation.key()));
        Evidence evidence = operation.evidence();
        out.append('\t').append(evidence.session());
        out.append('\t').append(evidence.effect().code());
        out.append('\t').append(evidence.argument());
        out.append('\t');
        for (int i = 0; i < evidence.observed().size(); i++) {
            out.append(i == 0 ? "" : ",").append(evidence.observed().get(i).longValue());
        }
        out.append('\n');
    }

    private static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (Character.isISOControl(c)) {
                        out.append("\\u%04x".formatted((int) c)); // no terminal is to obey it
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }
}
