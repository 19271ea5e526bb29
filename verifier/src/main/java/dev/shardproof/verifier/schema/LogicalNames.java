package dev.shardproof.verifier.schema;

import dev.shardproof.verifier.dialect.SchemaQueries;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates what a catalogue says into the names that the sources use, so that it can be compared.
 *
 * <p>A schema is translated if all mapped tables of it went to one schema and no others went there; objects that are not
 * mapped tables then follow their schema. Immutable, thread-safe.
 */
final class LogicalNames {

    private static final Pattern MARK = Pattern.compile("[%c%c]([^%c]*)%c"
            .formatted(SchemaQueries.NAME, SchemaQueries.EXPRESSION, SchemaQueries.END, SchemaQueries.END));
    private static final String NEXT = String.valueOf(SchemaQueries.NEXT);
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

    /** What a table of this side is called on the sources, and its columns that differ or do not matter. */
    record Table(TableSpec logical, Map<String, String> columns, Set<String> ignored) {

        String column(String column) {
            return columns.getOrDefault(column, column);
        }

        boolean ignores(String column) {
            return ignored.contains(column(column));
        }
    }

    /**
     * A translated text.
     *
     * @param ignored the ignored columns that it speaks of, qualified
     */
    record Translation(String text, Set<String> ignored) {}

    private final Map<List<String>, Table> tables = new HashMap<>();
    private final Map<String, String> schemas;

    private LogicalNames(Map<String, String> schemas) {
        this.schemas = schemas;
    }

    /** The names that the sources have: only ignored columns matter. */
    static LogicalNames ofSources(List<TableMapping> mappings) {
        LogicalNames names = new LogicalNames(Map.of());
        for (TableMapping mapping : mappings) {
            TableSpec source = mapping.source();
            names.tables.put(List.of(source.schema(), source.name()), new Table(source, Map.of(), mapping.ignored()));
        }
        return names;
    }

    /** The names that the targets have. */
    static LogicalNames ofTargets(List<TableMapping> mappings) {
        Map<String, String> toSource = new HashMap<>();
        schemas(mappings).forEach((source, target) -> toSource.put(target, source));
        LogicalNames names = new LogicalNames(Map.copyOf(toSource));
        for (TableMapping mapping : mappings) {
            Map<String, String> columns = new HashMap<>();
            mapping.renamed().forEach((source, target) -> columns.put(target, source));
            names.tables.put(
                    List.of(mapping.targetSchema(), mapping.targetName()),
                    new Table(mapping.source(), Map.copyOf(columns), mapping.ignored()));
        }
        return names;
    }

    /** The schemas that went as a whole, by their name on the sources, with their name on the targets. */
    static Map<String, String> schemas(List<TableMapping> mappings) {
        Map<String, Set<String>> forward = new TreeMap<>();
        Map<String, Set<String>> backward = new TreeMap<>();
        for (TableMapping mapping : mappings) {
            String source = mapping.source().schema();
            forward.computeIfAbsent(source, schema -> new HashSet<>()).add(mapping.targetSchema());
            backward.computeIfAbsent(mapping.targetSchema(), schema -> new HashSet<>())
                    .add(source);
        }
        Map<String, String> whole = new TreeMap<>();
        forward.forEach((source, targets) -> {
            String target = targets.iterator().next();
            if (targets.size() == 1 && backward.get(target).size() == 1) {
                whole.put(source, target);
            }
        });
        return whole;
    }

    /** Whether anything is called otherwise on the targets. */
    static boolean differ(List<TableMapping> mappings) {
        return mappings.stream()
                .anyMatch(mapping -> !mapping.renamed().isEmpty()
                        || !mapping.source().schema().equals(mapping.targetSchema())
                        || !mapping.source().name().equals(mapping.targetName()));
    }

    /** Translates a text with marks as {@link SchemaQueries} describes them. */
    Translation translate(String marked) {
        Set<String> ignored = new TreeSet<>();
        Matcher marks = MARK.matcher(marked);
        StringBuilder text = new StringBuilder();
        while (marks.find()) {
            String[] parts = marks.group(1).split(NEXT, -1);
            String plain = marked.charAt(marks.start()) == SchemaQueries.NAME
                    ? name(parts, ignored)
                    : parts.length < 3
                            ? marks.group(1)
                            : new ExpressionNames(this, parts[0], parts[1], ignored).translate(parts[2]);
            marks.appendReplacement(text, Matcher.quoteReplacement(plain));
        }
        return new Translation(marks.appendTail(text).toString(), ignored);
    }

    private String name(String[] parts, Set<String> ignored) {
        if (parts.length == 1) {
            return schema(parts[0]);
        }
        if (parts.length == 2) {
            return relation(parts[0], parts[1]);
        }
        String column = column(parts[0], parts[1], parts[2], ignored);
        return parts.length == 3 ? column : "";
    }

    /** {@code schema.name} of a relation, type or function. */
    String relation(String schema, String name) {
        Table table = tables.get(List.of(schema, name));
        return table == null
                ? schema(schema) + "." + quoted(name)
                : quoted(table.logical().schema()) + "."
                        + quoted(table.logical().name());
    }

    /** The name of a schema. */
    String schema(String schema) {
        return quoted(schemas.getOrDefault(schema, schema));
    }

    /** The name of a table, unqualified. */
    String table(String schema, String name) {
        Table table = tables.get(List.of(schema, name));
        return quoted(table == null ? name : table.logical().name());
    }

    /** Whether that is a mapped table. */
    boolean isMapped(String schema, String name) {
        return tables.containsKey(List.of(schema, name));
    }

    /** The name of a column, unqualified; notes it if it is ignored. */
    String column(String schema, String name, String column, Set<String> ignored) {
        Table table = tables.get(List.of(schema, name));
        if (table == null) {
            return quoted(column);
        }
        if (table.ignores(column)) {
            ignored.add(table.logical() + "." + table.column(column));
        }
        return quoted(table.column(column));
    }

    /** An identifier as SQL would write it, except that keywords are not quoted: which words are differs by version. */
    static String quoted(String identifier) {
        return PLAIN.matcher(identifier).matches() ? identifier : "\"" + identifier.replace("\"", "\"\"") + "\"";
    }
}
