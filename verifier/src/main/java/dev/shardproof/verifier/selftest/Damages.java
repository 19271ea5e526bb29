package dev.shardproof.verifier.selftest;

import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.plan.CheckName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** What can be planted in the tables at hand, for each check; the random numbers decide which rows and tables it hits. */
final class Damages {

    private static final int KINDS_OF_VALUES = 12;

    private final List<SandboxTable> tables;
    private final List<String> targets;
    private final KeySpace space;
    private final RandomGenerator random;

    /** @param targets the names of the two targets */
    Damages(List<SandboxTable> tables, List<String> targets, KeySpace space, RandomGenerator random) {
        this.tables = List.copyOf(tables);
        this.targets = List.copyOf(targets);
        this.space = space;
        this.random = random;
    }

    List<Damage> of(CheckName check) {
        return switch (check) {
            case ROW_COUNT -> counts();
            case FULL_CHECKSUM -> rows(check, 1);
            case SAMPLED_CHECKSUM -> rows(check, SandboxTable.ROWS / 4);
            case PLACEMENT -> placement();
            case SCHEMA -> definitions();
            case SEQUENCE -> sequences();
            case COVERAGE -> coverage();
            case LARGE_OBJECTS -> largeObjects();
            case FOREIGN_KEYS -> orphans();
        };
    }

    private List<Damage> counts() {
        List<Damage> damages = new ArrayList<>();
        SandboxTable table = any(tables);
        damages.add(onRows(CheckName.ROW_COUNT, "a row is missing", table, delete(table, 1)));
        damages.add(onRows(CheckName.ROW_COUNT, "a table is empty", any(tables), "DELETE FROM %s"));
        tables.stream()
                .filter(one -> one.key().isEmpty())
                .findFirst()
                .ifPresent(keyless -> damages.add(onRows(
                        CheckName.ROW_COUNT,
                        "a row without a key is there twice",
                        keyless,
                        "INSERT INTO %1$s SELECT * FROM %1$s LIMIT 1")));
        return damages;
    }

    private List<Damage> rows(CheckName check, int rows) {
        List<Damage> damages = new ArrayList<>();
        SandboxTable table = any(tables);
        damages.add(onRows(check, "a row is missing", table, delete(table, rows)));
        tables.stream()
                .filter(one -> one.spec().isReference())
                .findFirst()
                .ifPresent(reference -> damages.add(
                        onRows(check, "a copy of a reference table lacks a row", reference, delete(reference, rows))));
        changeable().forEach((kind, where) -> damages.add(changed(check, kind, where, rows)));
        changeable().values().stream()
                .filter(where -> !where.column().notNull())
                .findFirst()
                .ifPresent(where -> damages.add(onRows(
                        check,
                        "a value became NULL",
                        where.table(),
                        update(where, where.column().quotedName() + " = NULL", rows))));
        changeable().values().stream()
                .filter(where -> !where.table().key().isEmpty())
                .filter(where -> !where.column().baseType().equals("bool"))
                .findFirst()
                .ifPresent(where -> damages.add(swapped(check, where)));
        return damages;
    }

    private record Where(SandboxTable table, SandboxColumn column) {}

    /** One column of each type, so that every way in which values are compared is tried. */
    private Map<String, Where> changeable() {
        Map<String, Where> byType = new LinkedHashMap<>();
        for (SandboxTable table : tables) {
            for (SandboxColumn column : table.payload()) {
                boolean shardKey = table.spec().shardKey().stream()
                        .anyMatch(key -> key.column().equals(column.name()));
                boolean varies =
                        column.labels().size() != 1 && !column.baseType().equals("oid");
                if (!shardKey && varies && byType.size() < KINDS_OF_VALUES) {
                    byType.putIfAbsent(kind(column), new Where(table, column));
                }
            }
        }
        return byType;
    }

    private static String kind(SandboxColumn column) {
        return !column.labels().isEmpty()
                ? "enum"
                : column.elementType().isEmpty() ? column.baseType() : column.elementType() + "[]";
    }

    private Damage changed(CheckName check, String kind, Where where, int rows) {
        // 7001 is odd and no multiple of a usual number of labels: every value changes.
        String other = where.column().value("7001").orElseThrow();
        String assignment = "%s = %s".formatted(where.column().quotedName(), differentFrom(where.column(), other));
        return onRows(
                check, "a value of type %s differs".formatted(kind), where.table(), update(where, assignment, rows));
    }

    /** The other value; where the row has it already, one more. */
    private static String differentFrom(SandboxColumn column, String other) {
        String another = column.value("7002").orElseThrow();
        return "CASE WHEN (%1$s)::text IS DISTINCT FROM (%2$s)::text THEN %2$s ELSE %3$s END"
                .formatted(column.quotedName(), other, another);
    }

    private Damage swapped(CheckName check, Where where) {
        String column = where.column().quotedName();
        String table = where.table().quotedName();
        String swap = """
                WITH two AS (
                  SELECT a.ctid AS first, a.%1$s AS one, b.ctid AS second, b.%1$s AS other
                  FROM %2$s a, %2$s b WHERE a.%1$s::text <> b.%1$s::text LIMIT 1)
                UPDATE %2$s t SET %1$s = CASE WHEN t.ctid = first THEN other ELSE one END
                FROM two WHERE t.ctid IN (first, second)""".formatted(column, table);
        return new Damage(check, "two rows swapped a value", targets.get(0), List.of(swap), undo(where.table(), 0));
    }

    private List<Damage> placement() {
        return tables.stream()
                .filter(table -> table.spec().shardKey().isPresent())
                .limit(3)
                .map(table -> {
                    String stray = table.fill(Optional.of(1), space)
                            .replace(" ON CONFLICT DO NOTHING", " LIMIT 1 ON CONFLICT DO NOTHING");
                    return new Damage(
                            CheckName.PLACEMENT,
                            "a row of %s lies on a shard that does not own it".formatted(table.spec()),
                            targets.get(0),
                            List.of("SET LOCAL session_replication_role = replica; " + stray),
                            undo(table, 0));
                })
                .toList();
    }

    private List<Damage> definitions() {
        SandboxTable table = any(tables);
        // A sequence is a default of its own kind, which no other can replace.
        SandboxColumn column = table.columns().stream()
                .filter(one -> !one.numbered())
                .findFirst()
                .orElse(table.columns().get(0));
        List<Damage> damages = new ArrayList<>(List.of(
                definition(
                        "a column's default differs",
                        "ALTER TABLE %1$s ALTER %2$s SET DEFAULT %4$s",
                        "ALTER TABLE %1$s ALTER %2$s DROP DEFAULT",
                        table,
                        column),
                definition(
                        "a constraint is one too many",
                        "ALTER TABLE %1$s ADD CONSTRAINT shardproof_selftest CHECK (%2$s IS NOT NULL) NOT VALID",
                        "ALTER TABLE %1$s DROP CONSTRAINT shardproof_selftest",
                        table,
                        column),
                definition(
                        "an index is one too many",
                        "CREATE INDEX shardproof_selftest ON %1$s ((%2$s IS NULL))",
                        "DROP INDEX %3$s.shardproof_selftest",
                        table,
                        column),
                definition(
                        "row-level security is on",
                        "ALTER TABLE %1$s ENABLE ROW LEVEL SECURITY",
                        "ALTER TABLE %1$s DISABLE ROW LEVEL SECURITY",
                        table,
                        column)));
        tables.stream()
                .filter(one -> !one.key().isEmpty())
                .findFirst()
                .ifPresent(keyed -> damages.add(primaryKeyLost(keyed)));
        return damages;
    }

    private Damage definition(String name, String plant, String undo, SandboxTable table, SandboxColumn column) {
        Object[] names = {
            table.quotedName(),
            column.quotedName(),
            table.quotedSchema(),
            column.value("1").orElseThrow()
        };
        return new Damage(
                CheckName.SCHEMA, name, target(), List.of(plant.formatted(names)), List.of(undo.formatted(names)));
    }

    private Damage primaryKeyLost(SandboxTable table) {
        String names = table.key().stream().map(SandboxColumn::quotedName).collect(Collectors.joining(", "));
        String drop = """
                DO $do$ BEGIN EXECUTE (SELECT pg_catalog.format('ALTER TABLE %%s DROP CONSTRAINT %%I CASCADE', conrelid::regclass, conname)
                  FROM pg_catalog.pg_constraint WHERE contype = 'p' AND conrelid = '%s'::regclass); END $do$""".formatted(table.quotedName().replace("'", "''"));
        return new Damage(
                CheckName.SCHEMA,
                "a primary key is lost",
                target(),
                List.of(drop),
                List.of("ALTER TABLE %s ADD PRIMARY KEY (%s)".formatted(table.quotedName(), names)));
    }

    private List<Damage> sequences() {
        List<Damage> damages = new ArrayList<>();
        for (SandboxTable table : tables) {
            for (SandboxColumn column : table.columns()) {
                if (column.numbered() && damages.isEmpty()) {
                    String restart =
                            "ALTER TABLE %s ALTER %s RESTART WITH ".formatted(table.quotedName(), column.quotedName());
                    damages.add(new Damage(
                            CheckName.SEQUENCE,
                            "a sequence is behind what it numbers",
                            targets.get(0),
                            List.of(restart + "2"),
                            List.of(restart + "1000")));
                }
            }
        }
        return damages;
    }

    private List<Damage> coverage() {
        return List.of(new Damage(
                CheckName.COVERAGE,
                "a table that only a target has",
                target(),
                List.of("CREATE TABLE public.shardproof_selftest_stray (id int)"),
                List.of("DROP TABLE public.shardproof_selftest_stray")));
    }

    private List<Damage> largeObjects() {
        return List.of(
                new Damage(
                        CheckName.LARGE_OBJECTS,
                        "a large object is missing",
                        targets.get(0),
                        List.of("SELECT lo_unlink(50001)"),
                        List.of("SELECT lo_from_bytea(50001, '\\x01')")),
                new Damage(
                        CheckName.LARGE_OBJECTS,
                        "a large object has other contents",
                        targets.get(0),
                        List.of("SELECT lo_put(50001, 0, '\\xff')"),
                        List.of("SELECT lo_put(50001, 0, '\\x01')")));
    }

    private List<Damage> orphans() {
        return List.of(new Damage(
                CheckName.FOREIGN_KEYS,
                "a row refers to one that is not there",
                targets.get(0),
                List.of(
                        "SET LOCAL session_replication_role = replica; DELETE FROM public.shardproof_selftest_parent WHERE id = 1"),
                List.of("INSERT INTO public.shardproof_selftest_parent VALUES (1)")));
    }

    /** @param sql with one place for the table's name */
    private Damage onRows(CheckName check, String name, SandboxTable table, String sql) {
        int index = random.nextInt(targets.size());
        return new Damage(
                check,
                name,
                targets.get(index),
                List.of("SET LOCAL session_replication_role = replica; " + sql.formatted(table.quotedName())),
                undo(table, index));
    }

    private List<String> undo(SandboxTable table, int target) {
        return List.of(table.refill(Optional.of(target), space));
    }

    private String delete(SandboxTable table, int rows) {
        return "DELETE FROM %%1$s WHERE ctid IN (SELECT ctid FROM %%1$s ORDER BY md5(%d || ctid::text) LIMIT %d)"
                .formatted(random.nextInt(1_000_000), rows);
    }

    private String update(Where where, String assignment, int rows) {
        return "UPDATE %%1$s SET %s WHERE ctid IN (SELECT ctid FROM %%1$s WHERE %s IS NOT NULL ORDER BY md5(%d || ctid::text) LIMIT %d)"
                .formatted(
                        assignment.replace("%", "%%"),
                        where.column().quotedName().replace("%", "%%"),
                        random.nextInt(1_000_000),
                        rows);
    }

    private SandboxTable any(List<SandboxTable> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String target() {
        return targets.get(random.nextInt(targets.size()));
    }
}
