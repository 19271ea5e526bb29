package dev.shardproof.verifier.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates the names in one expression, as PostgreSQL's {@code pg_get_expr} and its like write it: everything that is
 * not in {@code pg_catalog} is qualified by its schema, columns are not qualified or qualified by their table.
 *
 * <p>It reads words, not grammar. It knows strings, quoted identifiers, dotted names, casts and {@code OLD}/{@code NEW}; an
 * alias in a subquery that is named like a renamed column is taken for the column.
 */
final class ExpressionNames {

    private static final Pattern TYPE_OF_TWO_WORDS = Pattern.compile(
            "(character|bit) varying|double precision|(timestamp|time)(\\(\\d+\\))? with(out)? time zone");

    private final LogicalNames names;
    private final String schema;
    private final String table;
    private final Set<String> ignored;
    private final StringBuilder out = new StringBuilder();
    private String text;
    private int at;

    /**
     * @param schema schema of the table whose columns the expression is over
     * @param table the table; empty for none
     * @param ignored takes the ignored columns that occur
     */
    ExpressionNames(LogicalNames names, String schema, String table, Set<String> ignored) {
        this.names = names;
        this.schema = schema;
        this.table = table;
        this.ignored = ignored;
    }

    String translate(String expression) {
        text = expression;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'') {
                string();
            } else if (startsIdentifier(c)) {
                chain();
            } else if (Character.isDigit(c)) {
                number();
            } else {
                out.append(c);
                at++;
            }
        }
        return out.toString();
    }

    /** A literal; one that is cast to a registered object is the object's name. */
    private void string() {
        int end = at + 1;
        while (end < text.length() && (text.charAt(end) != '\'' || text.startsWith("''", end))) {
            end += text.charAt(end) == '\'' ? 2 : 1;
        }
        end = Math.min(end + 1, text.length());
        String literal = text.substring(at, end);
        at = end;
        if (text.startsWith("::regclass", at) || text.startsWith("::regtype", at) || text.startsWith("::regproc", at)) {
            String object = literal.substring(1, literal.length() - 1).replace("''", "'");
            String translated = new ExpressionNames(names, "", "", ignored).translate(object);
            literal = "'" + translated.replace("'", "''") + "'";
        }
        out.append(literal);
    }

    private void number() {
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            out.append(text.charAt(at++));
        }
    }

    /** A name of one or more parts, or a keyword. */
    private void chain() {
        boolean cast = out.length() > 1 && out.substring(out.length() - 2).equals("::");
        Matcher type = TYPE_OF_TWO_WORDS.matcher(text).region(at, text.length());
        if (cast && type.lookingAt()) {
            out.append(type.group());
            at = type.end();
            return;
        }
        int start = at;
        List<String> parts = new ArrayList<>(List.of(identifier()));
        boolean quoted = text.charAt(start) == '"';
        while (at + 1 < text.length() && text.charAt(at) == '.' && startsIdentifier(text.charAt(at + 1))) {
            at++;
            parts.add(identifier());
        }
        boolean call = at < text.length() && text.charAt(at) == '(';
        boolean prefix = at < text.length() && text.charAt(at) == '.';
        boolean keyword = parts.size() == 1 && !quoted && Character.isUpperCase(text.charAt(start));
        out.append(
                keyword || text.startsWith("'", at) ? text.substring(start, at) : written(parts, cast || call, prefix));
    }

    private String written(List<String> parts, boolean noColumn, boolean prefix) {
        String first = parts.get(0);
        if (parts.size() == 1) {
            if (prefix) {
                return isTable(first) ? names.table(schema, table) : names.schema(first);
            }
            return noColumn || table.isEmpty()
                    ? LogicalNames.quoted(first)
                    : names.column(schema, table, first, ignored);
        }
        String second = parts.get(1);
        if (parts.size() == 2) {
            if (!noColumn && (isTable(first) || first.equals("old") || first.equals("new"))) {
                return (isTable(first) ? names.table(schema, table) : first) + "."
                        + names.column(schema, table, second, ignored);
            }
            return names.relation(first, second);
        }
        StringBuilder all = new StringBuilder(names.relation(first, second));
        all.append('.').append(names.column(first, second, parts.get(2), ignored));
        parts.subList(3, parts.size()).forEach(part -> all.append('.').append(LogicalNames.quoted(part)));
        return all.toString();
    }

    private boolean isTable(String name) {
        return !table.isEmpty() && name.equals(table) && !names.isMapped(name, table);
    }

    private static boolean startsIdentifier(char c) {
        return c == '"' || c == '_' || Character.isLetter(c);
    }

    private String identifier() {
        int start = at;
        if (text.charAt(at) != '"') {
            while (at < text.length() && isPart(text.charAt(at))) {
                at++;
            }
            return text.substring(start, at);
        }
        at++;
        while (at < text.length() && (text.charAt(at) != '"' || text.startsWith("\"\"", at))) {
            at += text.charAt(at) == '"' ? 2 : 1;
        }
        String inner = text.substring(start + 1, Math.min(at, text.length()));
        at = Math.min(at + 1, text.length());
        return inner.replace("\"\"", "\"");
    }

    private static boolean isPart(char c) {
        return c == '_' || c == '$' || Character.isLetterOrDigit(c);
    }
}
