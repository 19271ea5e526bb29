package dev.shardproof.verifier.repair;

import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.TableLayout;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Words single statements on a target's table; values are literals, names come from the catalogue. */
final class StatementWriter {

    private final TableLayout table;
    private final Set<String> generated;

    /** @param generated quoted names of columns that the server computes itself */
    StatementWriter(TableLayout table, Set<String> generated) {
        this.table = table;
        this.generated = Set.copyOf(generated);
    }

    private List<Column> writable() {
        return table.columns().stream()
                .filter(column -> !generated.contains(name(column)))
                .toList();
    }

    String insert(Map<String, String> row) {
        return "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)"
                .formatted(
                        table.quotedName(),
                        writable().stream().map(StatementWriter::name).collect(Collectors.joining(", ")),
                        writable().stream()
                                .map(column -> literal(row.get(column.name())))
                                .collect(Collectors.joining(", ")));
    }

    String delete(Map<String, String> row) {
        return "DELETE FROM %s t WHERE %s".formatted(table.quotedName(), stillThere(row, table.columns()));
    }

    String update(Map<String, String> wrong, Map<String, String> right) {
        List<Column> differing = writable().stream()
                .filter(column -> !Objects.equals(wrong.get(column.name()), right.get(column.name())))
                .toList();
        if (differing.isEmpty()) {
            // The images differ and the texts do not: write the whole row again.
            differing = writable().stream()
                    .filter(column -> column.keyPosition() == 0)
                    .toList();
        }
        return "UPDATE %s t SET %s WHERE %s"
                .formatted(
                        table.quotedName(),
                        differing.stream()
                                .map(column -> name(column) + " = " + literal(right.get(column.name())))
                                .collect(Collectors.joining(", ")),
                        stillThere(wrong, table.columns()));
    }

    /** The key finds the row by its index; the texts of the columns say that it is what was compared. */
    private String stillThere(Map<String, String> row, List<Column> columns) {
        String key = table.key().stream()
                .map(column ->
                        "%s = CAST(%s AS %s)".formatted(column.value(), literal(row.get(column.name())), column.type()))
                .collect(Collectors.joining(" AND "));
        return key
                + columns.stream()
                        .filter(column -> column.keyPosition() == 0)
                        .map(column -> " AND %s IS NOT DISTINCT FROM %s"
                                .formatted(column.text(), literal(row.get(column.name()))))
                        .collect(Collectors.joining());
    }

    private static String name(Column column) {
        return column.value().substring(column.value().indexOf('.') + 1);
    }

    private static String literal(String text) {
        return text == null ? "NULL" : "'" + text.replace("'", "''") + "'";
    }
}
