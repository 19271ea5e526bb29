package dev.shardproof.simulator.fault.wire.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into its statements: at semicolons outside of quotes and comments. Comments become one space. Of a text
 * that was cut off in the middle of a quote or comment the rest belongs to the last statement.
 */
final class SqlScript {

    private final String text;
    private final List<String> statements = new ArrayList<>();
    private final StringBuilder present = new StringBuilder();
    private int position;

    private SqlScript(String text) {
        this.text = text;
    }

    /** The statements of {@code text} without blanks around them; none is empty. */
    static List<String> statements(String text) {
        return new SqlScript(text).cut();
    }

    private List<String> cut() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == ';') {
                finishStatement();
                position++;
            } else if (text.startsWith("--", position)) {
                present.append(' ');
                position = endOf("\n", position);
            } else if (text.startsWith("/*", position)) {
                present.append(' ');
                position = endOfComment();
            } else {
                copyTo(endOfToken(c));
            }
        }
        finishStatement();
        return statements;
    }

    private void finishStatement() {
        String statement = present.toString().strip();
        if (!statement.isEmpty()) {
            statements.add(statement);
        }
        present.setLength(0);
    }

    private void copyTo(int end) {
        present.append(text, position, end);
        position = end;
    }

    /** The end of a quoted text, or of one character. */
    private int endOfToken(char c) {
        if (c == '"') {
            return endOf("\"", position + 1);
        } else if (c == '\'') {
            return endOfText();
        } else if (c == '$' && !isWord(position - 1)) {
            int tagEnd = position + 1;
            while (tagEnd < text.length() && isWord(tagEnd) && text.charAt(tagEnd) != '$') {
                tagEnd++;
            }
            boolean isTag = tagEnd < text.length()
                    && text.charAt(tagEnd) == '$'
                    && !(tagEnd > position + 1 && Character.isDigit(text.charAt(position + 1)));
            return isTag ? endOf(text.substring(position, tagEnd + 1), tagEnd + 1) : position + 1;
        }
        return position + 1;
    }

    /** Of {@code '…'} or {@code E'…'}; two quotes in a row are the end of one text and the beginning of the next. */
    private int endOfText() {
        boolean escapes = position > 0 && "eE".indexOf(text.charAt(position - 1)) >= 0 && !isWord(position - 2);
        int end = position + 1;
        while (end < text.length() && text.charAt(end) != '\'') {
            end += escapes && text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end + 1, text.length());
    }

    private int endOfComment() {
        int depth = 0;
        int end = position;
        do {
            if (text.startsWith("/*", end)) {
                depth++;
                end += 2;
            } else if (text.startsWith("*/", end)) {
                depth--;
                end += 2;
            } else {
                end++;
            }
        } while (depth > 0 && end < text.length());
        return Math.min(end, text.length());
    }

    private int endOf(String mark, int from) {
        int found = text.indexOf(mark, from);
        return found < 0 ? text.length() : found + mark.length();
    }

    private boolean isWord(int index) {
        return index >= 0 && (Character.isLetterOrDigit(text.charAt(index)) || "_$".indexOf(text.charAt(index)) >= 0);
    }
}
