package dev.shardproof.verifier.history;

import java.util.ArrayList;
import java.util.List;

/**
 * The text form of a history: a header line with the version and the column names, then one line an operation.
 *
 * <p>Columns are separated by tabs; a backslash escapes tab, line feed, carriage return and itself ({@code \t \n \r
 * \\}). The second and third time are durations (from the intended start to the invocation, from there to the end), so
 * that lines stay short. A line counts only with its line feed: what follows the last one was torn by a crash.
 */
final class HistoryFormat {

    static final String HEADER = "shardproof-history 3\tname\tkind\tintendedMicros\twaitedMicros\ttookMicros\tshard"
            + "\tepoch\toutcome\tattempts\terror\tinstance\tkey\tsession\teffect\targument\tobserved";

    private static final int COLUMNS = 16;

    private HistoryFormat() {}

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

    /** @throws IllegalArgumentException if the line is not an operation; the message says why */
    static ClientOperation read(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException(
                    "%d columns instead of the %d that the header names".formatted(columns.length, COLUMNS));
        }
        long intended = Long.parseLong(columns[2]);
        long invoked = Math.addExact(intended, Long.parseLong(columns[3]));
        return new ClientOperation(
                unescape(columns[0]),
                isWrite(columns[1]),
                intended,
                invoked,
                Math.addExact(invoked, Long.parseLong(columns[4])),
                unescape(columns[5]),
                Long.parseLong(columns[6]),
                Outcome.ofCode(columns[7]),
                Integer.parseInt(columns[8]),
                unescape(columns[9]),
                Integer.parseInt(columns[10]),
                Long.parseUnsignedLong(columns[11], 16),
                new Evidence(
                        Long.parseLong(columns[12]),
                        Effect.ofCode(columns[13]),
                        Long.parseLong(columns[14]),
                        numbers(columns[15])));
    }

    private static List<Long> numbers(String column) {
        if (column.isEmpty()) {
            return List.of();
        }
        List<Long> numbers = new ArrayList<>();
        for (String number : column.split(",", -1)) {
            numbers.add(Long.parseLong(number));
        }
        return numbers;
    }

    private static boolean isWrite(String kind) {
        if (kind.equals("w") || kind.equals("r")) {
            return kind.equals("w");
        }
        throw new IllegalArgumentException("kind '" + kind + "': expected r or w");
    }

    private static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\\' -> out.append("\\\\");
                default -> out.append(c);
            }
        }
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
            } else if (++i < text.length()) {
                out.append(unescaped(text.charAt(i)));
            } else {
                throw new IllegalArgumentException("a lone backslash at the end of '" + text + "'");
            }
        }
        return out.toString();
    }

    private static char unescaped(char letter) {
        return switch (letter) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '\\' -> '\\';
            default ->
                throw new IllegalArgumentException("unknown escape '\\" + letter + "': expected \\t \\n \\r \\\\");
        };
    }
}
