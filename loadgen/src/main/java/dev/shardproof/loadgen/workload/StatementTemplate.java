package dev.shardproof.loadgen.workload;

import java.util.Collections;
import java.util.Locale;
import java.util.Objects;

/**
 * A statement of the user's with the placeholder {@code :key} for the shard key.
 *
 * <p>{@code :key} counts wherever PostgreSQL would read an expression: not inside {@code 'literals'}, {@code E'escaped
 * literals'}, {@code $tag$dollar quotes$tag$}, {@code "quoted identifiers"} or comments, not in a cast such as {@code
 * ::key}, and not as the beginning of a longer name such as {@code :key2} (PostgreSQL manual, 4.1 Lexical Structure).
 * A question mark that is SQL's own (the jsonb operators) is doubled, as JDBC drivers for PostgreSQL want it.
 *
 * @param sql the text for JDBC, with a question mark for every placeholder
 * @param keys how many question marks there are
 * @param write whether the statement is taken for a write: everything that does not begin with {@code SELECT}
 */
record StatementTemplate(String sql, int keys, boolean write) {

    private static final String PLACEHOLDER = ":key";

    /** @throws IllegalArgumentException if the statement is empty, has no {@code :key} or an unclosed quote */
    static StatementTemplate parse(String sql) {
        Objects.requireNonNull(sql, "sql is null");
        return new Parser(sql).parse();
    }

    SqlStatement with(Object key) {
        return new SqlStatement(sql, Collections.nCopies(keys, key));
    }

    private static final class Parser {
        private final String sql;
        private final StringBuilder out = new StringBuilder();
        private final StringBuilder code = new StringBuilder();
        private int at;
        private int keys;

        Parser(String sql) {
            this.sql = sql;
        }

        StatementTemplate parse() {
            while (at < sql.length()) {
                int end = endOfQuoted();
                if (end > at) {
                    out.append(sql, at, end);
                    code.append(' ');
                    at = end;
                } else {
                    takeCode();
                }
            }
            String words = code.toString().strip().toLowerCase(Locale.ROOT);
            if (words.isEmpty()) {
                throw new IllegalArgumentException("the statement '%s' is empty".formatted(sql));
            }
            if (keys == 0) {
                throw new IllegalArgumentException(
                        "the statement '%s' has no :key: say where the shard key stands".formatted(sql));
            }
            return new StatementTemplate(out.toString(), keys, !words.matches("(?s)select\\b.*"));
        }

        private void takeCode() {
            if (sql.startsWith("::", at)) {
                out.append("::");
                code.append("::");
                at += 2;
            } else if (sql.startsWith(PLACEHOLDER, at) && !isNameAt(at + PLACEHOLDER.length())) {
                out.append('?');
                code.append('?');
                keys++;
                at += PLACEHOLDER.length();
            } else {
                char c = sql.charAt(at++);
                out.append(c == '?' ? "??" : String.valueOf(c));
                code.append(c);
            }
        }

        /** Where the quote or comment that begins here ends; {@code at} if none begins here. */
        private int endOfQuoted() {
            char c = sql.charAt(at);
            if (c == '\'') {
                return endOfQuote('\'', isEscapeString());
            }
            if (c == '"') {
                return endOfQuote('"', false);
            }
            if (c == '$' && !isNameAt(at - 1)) {
                return endOfDollarQuote();
            }
            if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                return end < 0 ? sql.length() : end;
            }
            return sql.startsWith("/*", at) ? endOfComment() : at;
        }

        private int endOfQuote(char quote, boolean backslashEscapes) {
            for (int i = at + 1; i < sql.length(); i++) {
                if (backslashEscapes && sql.charAt(i) == '\\') {
                    i++;
                } else if (sql.charAt(i) == quote) {
                    if (i + 1 == sql.length() || sql.charAt(i + 1) != quote) {
                        return i + 1;
                    }
                    i++; // a doubled quote stands for itself
                }
            }
            throw unclosed("quote " + quote);
        }

        private int endOfDollarQuote() {
            int tagEnd = at + 1;
            while (isNameAt(tagEnd) && sql.charAt(tagEnd) != '$') {
                tagEnd++;
            }
            boolean opens = tagEnd < sql.length()
                    && sql.charAt(tagEnd) == '$'
                    && !Character.isDigit(sql.charAt(at + 1)); // $1 is a parameter of a prepared statement
            if (!opens) {
                return at;
            }
            String tag = sql.substring(at, tagEnd + 1);
            int close = sql.indexOf(tag, tagEnd + 1);
            if (close < 0) {
                throw unclosed("dollar quote " + tag);
            }
            return close + tag.length();
        }

        /** Comments nest. */
        private int endOfComment() {
            int depth = 0;
            for (int i = at; i < sql.length(); ) {
                if (sql.startsWith("/*", i)) {
                    depth++;
                    i += 2;
                } else if (sql.startsWith("*/", i)) {
                    depth--;
                    i += 2;
                    if (depth == 0) {
                        return i;
                    }
                } else {
                    i++;
                }
            }
            throw unclosed("comment");
        }

        /** Whether the literal here is written as {@code E'…'}. */
        private boolean isEscapeString() {
            return at > 0 && (sql.charAt(at - 1) == 'E' || sql.charAt(at - 1) == 'e') && !isNameAt(at - 2);
        }

        private boolean isNameAt(int index) {
            if (index < 0 || index >= sql.length()) {
                return false;
            }
            char c = sql.charAt(index);
            return Character.isLetterOrDigit(c) || c == '_' || c == '$';
        }

        private IllegalArgumentException unclosed(String what) {
            return new IllegalArgumentException(
                    "the statement '%s' has an unclosed %s at position %d".formatted(sql, what, at + 1));
        }
    }
}
