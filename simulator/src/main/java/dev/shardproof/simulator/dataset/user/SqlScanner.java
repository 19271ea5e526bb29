package dev.shardproof.simulator.dataset.user;

import dev.shardproof.simulator.dataset.DatasetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Walks through a script as PostgreSQL's own lexer does, just far enough to know what stands outside of strings, quoted
 * names, dollar-quoted bodies and comments. Used once.
 */
final class SqlScanner {

    private final String file;
    private final StringBuilder text;
    private final List<String> words = new ArrayList<>(); // of the current statement
    private int at;

    SqlScanner(String file, String text) {
        this.file = file;
        this.text = new StringBuilder(text);
    }

    /** The line of a place in a text, from 1. */
    static int lineAt(CharSequence text, int place) {
        return 1 + (int) text.chars().limit(place).filter(c -> c == '\n').count();
    }

    /**
     * The text as the server can take it: of the same length, with {@code \restrict} lines blanked.
     *
     * @throws DatasetException at the first thing that only psql understands
     */
    String accepted() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'') {
                skipString(isEscapeString());
            } else if (c == '"') {
                skipPast("\"", at + 1);
            } else if (starts("--")) {
                skipPast("\n", at + 2);
            } else if (starts("/*")) {
                skipComment();
            } else if (c == '$') {
                skipDollarQuote();
            } else if (c == '\\') {
                skipMetaCommand();
            } else if (c == ';') {
                words.clear();
                at++;
            } else if (isNamePart(at)) {
                readWord();
            } else {
                at++;
            }
        }
        return text.toString();
    }

    private void readWord() {
        int start = at;
        while (isNamePart(at) || at < text.length() && text.charAt(at) == '$') {
            at++;
        }
        if (words.isEmpty() || words.get(0).equals("copy")) {
            words.add(text.substring(start, at).toLowerCase(Locale.ROOT));
            int last = words.size() - 1;
            if (last > 0
                    && words.get(last).equals("stdin")
                    && words.get(last - 1).equals("from")) {
                throw refused(
                        start,
                        "COPY … FROM stdin, which only psql can feed: load the rows from a CSV file,"
                                + " or write the dump with pg_dump --inserts");
            }
        }
    }

    private void skipString(boolean escapes) {
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && escapes) {
                at++;
            } else if (c == '\'') {
                at++; // a doubled quote begins the next part of the same string, which is skipped likewise
                return;
            }
        }
    }

    private boolean isEscapeString() {
        boolean letter = at > 0 && (text.charAt(at - 1) == 'E' || text.charAt(at - 1) == 'e');
        return letter && !isNamePart(at - 2);
    }

    private void skipComment() {
        int depth = 0; // comments nest
        do {
            if (starts("/*")) {
                depth++;
                at += 2;
            } else if (starts("*/")) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < text.length());
    }

    private void skipDollarQuote() {
        int end = at + 1;
        while (end < text.length() && isNamePart(end)) {
            end++;
        }
        boolean tag = end < text.length()
                && text.charAt(end) == '$'
                && (end == at + 1 || !Character.isDigit(text.charAt(at + 1)));
        if (tag) {
            skipPast(text.substring(at, end + 1), end + 1);
        } else {
            at++;
        }
    }

    private void skipMetaCommand() {
        int end = text.indexOf("\n", at);
        String command = text.substring(at, end < 0 ? text.length() : end);
        if (!command.startsWith("\\restrict ") && !command.startsWith("\\unrestrict ")) {
            throw refused(
                    at,
                    "the psql command %s, which only psql understands: take it out"
                            .formatted(command.split("\\s", 2)[0].replaceAll("\\p{Cntrl}", "?")));
        }
        for (int i = at; i < at + command.length(); i++) {
            text.setCharAt(i, ' ');
        }
        at += command.length();
    }

    private DatasetException refused(int place, String what) {
        return new DatasetException("%s line %d: %s".formatted(file, lineAt(text, place), what));
    }

    private void skipPast(String end, int from) {
        int found = text.indexOf(end, from);
        at = found < 0 ? text.length() : found + end.length();
    }

    /** Whether the two characters stand here. */
    private boolean starts(String start) {
        return at + start.length() <= text.length()
                && text.charAt(at) == start.charAt(0)
                && text.charAt(at + 1) == start.charAt(1);
    }

    private boolean isNamePart(int place) {
        if (place < 0 || place >= text.length()) {
            return false;
        }
        char c = text.charAt(place);
        return Character.isLetterOrDigit(c) || c == '_' || c > 127;
    }
}
