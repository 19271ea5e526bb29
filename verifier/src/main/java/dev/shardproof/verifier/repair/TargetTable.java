package dev.shardproof.verifier.repair;

import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the catalogue of a target says of a table that is to be repaired. All names are quoted.
 *
 * @param name schema and name
 * @param generated columns that the server computes itself
 * @param alwaysIdentity columns that are GENERATED ALWAYS AS IDENTITY
 * @param notCompared columns that an INSERT leaves to their defaults, since they were not compared
 * @param triggers enabled triggers of users
 * @param parents tables that it refers to
 * @param children tables that refer to it
 * @param cascades those of them in which a DELETE here deletes or changes rows
 */
record TargetTable(
        String name,
        Set<String> generated,
        Set<String> alwaysIdentity,
        Set<String> notCompared,
        Set<String> triggers,
        Set<String> parents,
        Set<String> children,
        Set<String> cascades) {

    private static final String COLUMNS = """
            SELECT pg_catalog.format('%I', a.attname), (a.attgenerated <> '')::pg_catalog.text,
              (a.attidentity = 'a')::pg_catalog.text
            FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = ?::pg_catalog.text::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum""";

    private static final String TRIGGERS = """
            SELECT pg_catalog.format('%I', t.tgname) FROM pg_catalog.pg_trigger t
            WHERE t.tgrelid = ?::pg_catalog.text::pg_catalog.regclass AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
            ORDER BY 1""";

    private static final String FOREIGN_KEYS = """
            SELECT CASE WHEN k.conrelid = x.oid THEN 'parent' ELSE 'child' END,
              pg_catalog.format('%I.%I', n.nspname, c.relname), k.confdeltype::pg_catalog.text
            FROM (SELECT ?::pg_catalog.text::pg_catalog.regclass::pg_catalog.oid AS oid) x
            JOIN pg_catalog.pg_constraint k ON k.contype = 'f' AND k.conparentid = 0
              AND (k.conrelid = x.oid OR k.confrelid = x.oid)
            JOIN pg_catalog.pg_class c ON c.oid = CASE WHEN k.conrelid = x.oid THEN k.confrelid ELSE k.conrelid END
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            ORDER BY 2""";

    /** ON DELETE CASCADE, SET NULL, SET DEFAULT. */
    private static final Set<String> ACTING = Set.of("c", "n", "d");

    static TargetTable read(Side side) throws SourceException {
        String name = side.table().quotedName();
        String what = "read the definition of " + side.table().spec();
        Set<String> compared =
                side.table().columns().stream().map(StatementWriter::name).collect(Collectors.toSet());
        Set<String> generated = new HashSet<>();
        Set<String> identity = new HashSet<>();
        Set<String> notCompared = new LinkedHashSet<>();
        Set<String> parents = new LinkedHashSet<>();
        Set<String> children = new LinkedHashSet<>();
        Set<String> cascades = new LinkedHashSet<>();
        try (ShardReader reader = side.snapshots().openReader(side.shards().get(0))) {
            for (List<String> column : reader.texts(what, COLUMNS, List.of(name))) {
                if (Boolean.parseBoolean(column.get(1))) {
                    generated.add(column.get(0));
                } else if (!compared.contains(column.get(0))) {
                    notCompared.add(column.get(0));
                }
                if (Boolean.parseBoolean(column.get(2))) {
                    identity.add(column.get(0));
                }
            }
            for (List<String> key : reader.texts(what, FOREIGN_KEYS, List.of(name))) {
                boolean parent = key.get(0).equals("parent");
                (parent ? parents : children).add(key.get(1));
                if (!parent && ACTING.contains(key.get(2))) {
                    cascades.add(key.get(1));
                }
            }
            Set<String> triggers = reader.texts(what, TRIGGERS, List.of(name)).stream()
                    .map(row -> row.get(0))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            return new TargetTable(name, generated, identity, notCompared, triggers, parents, children, cascades);
        }
    }

    /** The tables, those that are referred to before those that refer to them, as far as that can be. */
    static List<TargetTable> parentsFirst(List<TargetTable> tables) {
        List<TargetTable> sorted = new ArrayList<>();
        List<TargetTable> left = new ArrayList<>(tables);
        while (!left.isEmpty()) {
            Set<String> waiting = left.stream().map(TargetTable::name).collect(Collectors.toSet());
            TargetTable next = left.stream()
                    .filter(table -> table.parents().stream()
                            .noneMatch(parent -> !parent.equals(table.name()) && waiting.contains(parent)))
                    .findFirst()
                    .orElse(left.get(0)); // they refer to each other
            sorted.add(next);
            left.remove(next);
        }
        return sorted;
    }
}
