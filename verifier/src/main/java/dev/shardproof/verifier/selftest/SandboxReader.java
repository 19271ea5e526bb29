package dev.shardproof.verifier.selftest;

import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads from the catalogue of a source what is needed to rebuild its tables; never a row of them. */
final class SandboxReader {

    /** Between the labels of an enum: no label can hold it, for text can not hold it at all as typed input. */
    private static final String SEPARATOR = "\u001f";

    private static final String COLUMNS = """
            WITH RECURSIVE rel AS (
              SELECT c.oid, pg_catalog.format('%I', n.nspname) AS schema, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')
            ), base AS (
              SELECT a.attnum, a.atttypid AS type, a.atttypmod AS modifier FROM rel
              JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
              UNION ALL
              SELECT b.attnum, d.typbasetype, d.typtypmod FROM base b
              JOIN pg_catalog.pg_type d ON d.oid = b.type AND d.typtype = 'd'
            )
            SELECT rel.schema, rel.name, a.attname, pg_catalog.format('%I', a.attname),
              CASE WHEN t.typtype = 'e' THEN pg_catalog.format('%I.%I', tn.nspname, t.typname)
                ELSE pg_catalog.format_type(b.type, b.modifier) END,
              CASE WHEN t.oid < 16384 OR t.typtype = 'e' THEN t.typname::pg_catalog.text ELSE '' END,
              CASE WHEN t.typcategory = 'A' AND e.oid < 16384 THEN e.typname::pg_catalog.text ELSE '' END,
              COALESCE((SELECT pg_catalog.string_agg(l.enumlabel, ? ORDER BY l.enumsortorder)
                FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid), ''),
              b.modifier::pg_catalog.text, a.attnotnull::pg_catalog.text,
              COALESCE((SELECT k.place FROM pg_catalog.pg_index i,
                 LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k(attnum, place)
               WHERE i.indrelid = rel.oid AND i.indisprimary AND k.attnum = a.attnum AND k.place <= i.indnkeyatts), 0)
                ::pg_catalog.text,
              (a.attidentity <> '' OR EXISTS (SELECT FROM pg_catalog.pg_depend d
                 JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
                 WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = rel.oid
                   AND d.refobjsubid = a.attnum AND d.deptype IN ('a', 'i')))::pg_catalog.text,
              pg_catalog.format('%I', tn.nspname)
            FROM rel
            JOIN pg_catalog.pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN base b ON b.attnum = a.attnum
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_type d WHERE d.oid = b.type AND d.typtype = 'd')
            JOIN pg_catalog.pg_type t ON t.oid = b.type
            JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
            LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem
            ORDER BY a.attnum""";

    private final SnapshotSet sources;
    private final List<String> leftOut = new ArrayList<>();

    SandboxReader(SnapshotSet sources) {
        this.sources = sources;
    }

    /** The tables that can be rebuilt. */
    List<SandboxTable> read(List<TableSpec> tables) throws SourceException, InterruptedException {
        String first = sources.shards().get(0);
        Map<TableSpec, List<List<String>>> columns = new LinkedHashMap<>();
        sources.onEach(List.of(first), reader -> {
            for (TableSpec table : tables) {
                List<String> parameters = List.of(table.schema(), table.name(), SEPARATOR);
                columns.put(table, reader.textsByIndex("read the columns of " + table, COLUMNS, parameters));
            }
            return true;
        });
        List<SandboxTable> rebuilt = new ArrayList<>();
        columns.forEach((table, rows) -> rebuild(table, rows, rebuilt));
        return rebuilt;
    }

    /** Columns and tables for which no value can be made up; valid after {@link #read}. */
    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    private void rebuild(TableSpec table, List<List<String>> rows, List<SandboxTable> rebuilt) {
        List<SandboxColumn> columns = new ArrayList<>();
        for (List<String> row : rows) {
            SandboxColumn column = column(row);
            boolean needed = column.keyPosition() > 0
                    || table.shardKey().stream().anyMatch(key -> key.column().equals(column.name()));
            if (column.value("g").isPresent()) {
                columns.add(column);
            } else if (needed) {
                leftOut.add("table %s: no value of type %s can be made up for its key".formatted(table, column.type()));
                return;
            } else {
                leftOut.add("column %s.%s of type %s".formatted(table, column.name(), column.type()));
            }
        }
        if (!columns.isEmpty()) {
            rebuilt.add(new SandboxTable(table, rows.get(0).get(0), rows.get(0).get(1), columns));
        }
    }

    private static SandboxColumn column(List<String> row) {
        int modifier = Integer.parseInt(row.get(8));
        boolean numeric = row.get(5).equals("numeric");
        boolean bits = row.get(5).equals("bit") || row.get(5).equals("varbit");
        int bare = modifier < 0 ? -1 : bits ? modifier : modifier - 4;
        List<String> labels =
                row.get(7).isEmpty() ? List.of() : Arrays.asList(row.get(7).split(SEPARATOR));
        return new SandboxColumn(
                row.get(2),
                row.get(3),
                row.get(4),
                row.get(5),
                row.get(6),
                labels,
                numeric && bare >= 0 ? bare >> 16 & 0xffff : bare,
                numeric && bare >= 0 ? bare & 0x7ff : 0,
                row.get(9).equals("true") || row.get(9).equals("t"),
                Integer.parseInt(row.get(10)),
                List.of("true", "t").contains(row.get(11))
                        && List.of("int2", "int4", "int8").contains(row.get(5)),
                row.get(12));
    }
}
