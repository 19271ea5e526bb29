package dev.shardproof.verifier.repair;

import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.TableLayout;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words single statements on a target's table; values are literals, names come from the catalogue. */
final class StatementWriter {

    private static final int LONGEST_SHORT_ESCAPE = 0xFFFF;
    private static final Pattern QUOTED_NAME = Pattern.compile("\"(?:[^\"]|\"\")*\"");

    private final TableLayout table;
    private final TargetTable target;

    /** @param target the same table as the target's catalogue has it */
    StatementWriter(TableLayout table, TargetTable target) {
        this.table = table;
        this.target = target;
    }

    private List<Column> writable() {
        return table.columns().stream()
                .filter(column -> !target.generated().contains(name(column)))
                .toList();
    }

    String insert(Map<String, String> row) {
        return "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)"
                .formatted(
                        visible(table.quotedName()),
                        writable().stream().map(StatementWriter::shownName).collect(Collectors.joining(", ")),
                        writable().stream()
                                .map(column -> literal(row.get(column.name())))
                                .collect(Collectors.joining(", ")));
    }

    String delete(Map<String, String> row) {
        return "DELETE FROM %s t WHERE %s".formatted(visible(table.quotedName()), stillThere(row, table.columns()));
    }

    /** Empty if no UPDATE can do it: an identity column that is ALWAYS generated can not be set by one. */
    Optional<String> update(Map<String, String> wrong, Map<String, String> right) {
        List<Column> differing = writable().stream()
                .filter(column -> !Objects.equals(wrong.get(column.name()), right.get(column.name())))
                .toList();
        if (differing.isEmpty()) {
            // The images differ and the texts do not: write the whole row again.
            differing = writable().stream()
                    .filter(column -> column.keyPosition() == 0)
                    .filter(column -> !target.alwaysIdentity().contains(name(column)))
                    .toList();
        }
        if (differing.isEmpty()
                || differing.stream().anyMatch(column -> target.alwaysIdentity().contains(name(column)))) {
            return Optional.empty();
        }
        return Optional.of("UPDATE %s t SET %s WHERE %s"
                .formatted(
                        visible(table.quotedName()),
                        differing.stream()
                                .map(column -> shownName(column) + " = " + literal(right.get(column.name())))
                                .collect(Collectors.joining(", ")),
                        stillThere(wrong, table.columns())));
    }

    /** The key finds the row by its index; the texts of the columns say that it is what was compared. */
    private String stillThere(Map<String, String> row, List<Column> columns) {
        String key = table.key().stream()
                .map(column -> visible(column.equalTo("CAST(")) + literal(row.get(column.name()))
                        + visible(" AS " + column.type()) + ")")
                .collect(Collectors.joining(" AND "));
        return key
                + columns.stream()
                        .filter(column -> column.keyPosition() == 0)
                        .map(column -> " AND %s IS NOT DISTINCT FROM %s"
                                .formatted(visible(column.text()), literal(row.get(column.name()))))
                        .collect(Collectors.joining());
    }

    /** The column's quoted name. */
    static String name(Column column) {
        return column.value().substring(column.value().indexOf('.') + 1);
    }

    private static String shownName(Column column) {
        return visible(name(column));
    }

    /** With an escape in the quoted names for whatever a reader could not see; there is nothing like it outside of quotes. */
    private static String visible(String sql) {
        if (sql.codePoints().noneMatch(StatementWriter::hidden)) {
            return sql;
        }
        return QUOTED_NAME.matcher(sql).replaceAll(name -> Matcher.quoteReplacement(escapedName(name.group())));
    }

    private static String escapedName(String quoted) {
        if (quoted.codePoints().noneMatch(StatementWriter::hidden)) {
            return quoted;
        }
        StringBuilder escaped = new StringBuilder("U&");
        quoted.codePoints().forEach(c -> {
            if (c == '\\') {
                escaped.append("\\\\");
            } else if (hidden(c)) {
                escaped.append("\\+%06x".formatted(c));
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    /** With an escape for whatever a reader could not see, or would see in another place than where it stands. */
    private static String literal(String text) {
        if (text == null) {
            return "NULL";
        }
        if (text.codePoints().noneMatch(StatementWriter::hidden)) {
            return "'" + text.replace("'", "''") + "'";
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16).append("E'");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\'' -> escaped.append("''");
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\t' -> escaped.append("\\t");
                default -> {
                    if (!hidden(c)) {
                        escaped.appendCodePoint(c);
                    } else {
                        escaped.append((c <= LONGEST_SHORT_ESCAPE ? "\\u%04x" : "\\U%08x").formatted(c));
                    }
                }
            }
        });
        return escaped.append('\'').toString();
    }

    /** Whether it drives a terminal, turns the direction of writing, ends a line, or can not be seen at all. */
    static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
