package dev.shardproof.verifier.repair;

import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.compare.locate.Difference;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.rows.RowValues;
import dev.shardproof.verifier.table.TableLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Collects differences, and writes for each target the statements that would give it what the sources have.
 *
 * <p>The script holds row values: it belongs into a file that only its owner can read. It ends in ROLLBACK, so that
 * running it unread changes nothing. Each statement hits a row only if the row still is as it was when it was compared.
 * What can not be repaired by a key is named in comments. Not thread-safe.
 */
public final class RepairScript {

    /** How many rows a script repairs at most. */
    public static final int ROWS_KEPT = 100_000;

    private static final String GENERATED = """
            SELECT pg_catalog.format('%I', a.attname) FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = ?::pg_catalog.text::pg_catalog.regclass AND a.attgenerated <> ''""";

    private final Map<Comparison, List<Difference>> differences = new LinkedHashMap<>();
    private final RowOwner owner;
    private long kept;
    private long beyond;

    /** Says which target should have a row that none has. */
    @FunctionalInterface
    public interface RowOwner {
        /** The target that owns a point of the key space; an empty text if that can not be told. */
        String of(long point);
    }

    public RepairScript(RowOwner owner) {
        this.owner = owner;
    }

    /** Takes note of a row that differs. */
    public void add(Comparison comparison, Difference difference) {
        if (kept == ROWS_KEPT) {
            beyond++;
        } else {
            kept++;
            differences.computeIfAbsent(comparison, any -> new ArrayList<>()).add(difference);
        }
    }

    /** Whether no row differs. */
    public boolean isEmpty() {
        return differences.isEmpty();
    }

    /**
     * Writes the script; the snapshots of the comparisons must still be open.
     *
     * @throws SourceException if the rows can not be read
     */
    public void write(Appendable out) throws IOException, SourceException {
        Map<String, List<String>> byTarget = new LinkedHashMap<>();
        List<String> undecided = new ArrayList<>();
        for (Map.Entry<Comparison, List<Difference>> entry : differences.entrySet()) {
            statements(entry.getKey(), entry.getValue(), byTarget, undecided);
        }
        out.append("""
                -- A proposal by Shardproof; it has not been run. Holds row values: keep it to yourself.
                -- Review every statement, run the part of each target on that target, and replace ROLLBACK by COMMIT.
                -- A statement that changes no row means that the row is no longer what it was when it was compared.
                """);
        if (beyond > 0) {
            out.append("-- %d more rows differ than are repaired here.\n".formatted(beyond));
        }
        for (Map.Entry<String, List<String>> target : byTarget.entrySet()) {
            out.append("\n-- Target %s: %d statements\nBEGIN;\nSET LOCAL standard_conforming_strings = on;\n"
                    .formatted(comment(target.getKey()), target.getValue().size()));
            out.append("SET LOCAL TimeZone = 'UTC';\nSET LOCAL DateStyle = 'ISO, YMD';\n");
            out.append("SET LOCAL IntervalStyle = 'postgres';\n");
            for (String statement : target.getValue()) {
                out.append(statement).append(";\n");
            }
            out.append("ROLLBACK;\n");
        }
        if (!undecided.isEmpty()) {
            out.append("\n-- For these nothing is proposed:\n");
            for (String line : undecided) {
                out.append("-- ").append(comment(line)).append('\n');
            }
        }
    }

    private void statements(
            Comparison comparison, List<Difference> found, Map<String, List<String>> byTarget, List<String> undecided)
            throws SourceException {
        TableLayout left = comparison.left().table();
        if (left.key().isEmpty()) {
            undecided.add("%s has no key: %d rows differ".formatted(left.spec(), found.size()));
            return;
        }
        List<List<String>> keys = found.stream().map(Difference::key).distinct().toList();
        Map<List<String>, Map<String, String>> wanted =
                rows(comparison.left(), keys, "").getOrDefault("", Map.of());
        Map<String, Map<List<String>, Map<String, String>>> held = rows(comparison.right(), keys, null);
        Map<List<String>, Long> points = points(comparison.left(), keys);
        StatementWriter writer = new StatementWriter(comparison.right().table(), generated(comparison.right()));
        for (Difference difference : found) {
            Map<String, String> row = wanted.get(difference.key());
            String shard = difference.shards().get(difference.shards().size() - 1);
            switch (difference.kind()) {
                case MISSING -> {
                    String target = comparison.right().shards().size() == 1
                            ? comparison.right().shards().get(0)
                            : Optional.ofNullable(points.get(difference.key()))
                                    .map(owner::of)
                                    .orElse("");
                    if (row == null || target.isEmpty()) {
                        undecided.add("%s, key %s is missing; which target should have it is not known"
                                .formatted(left.spec(), difference.key()));
                    } else {
                        add(byTarget, target, writer.insert(row));
                    }
                }
                case EXTRA -> {
                    Map<String, String> extra =
                            held.getOrDefault(shard, Map.of()).get(difference.key());
                    if (extra != null) {
                        add(byTarget, shard, writer.delete(extra));
                    }
                }
                default -> {
                    Map<String, String> wrong =
                            held.getOrDefault(shard, Map.of()).get(difference.key());
                    if (row != null && wrong != null) {
                        add(byTarget, shard, writer.update(wrong, row));
                    }
                }
            }
        }
    }

    private static void add(Map<String, List<String>> byTarget, String target, String statement) {
        byTarget.computeIfAbsent(target, any -> new ArrayList<>()).add(statement);
    }

    private static Map<List<String>, Long> points(Side side, List<List<String>> keys) throws SourceException {
        Map<List<String>, Long> points = new HashMap<>();
        for (String shard : side.shards()) {
            try (ShardReader reader = side.snapshots().openReader(shard)) {
                points.putAll(RowValues.points(reader, side.table(), keys));
            }
        }
        return points;
    }

    private static Set<String> generated(Side side) throws SourceException {
        try (ShardReader reader = side.snapshots().openReader(side.shards().get(0))) {
            return reader
                    .texts(
                            "read the columns of " + side.table().spec(),
                            GENERATED,
                            List.of(side.table().quotedName()))
                    .stream()
                    .map(row -> row.get(0))
                    .collect(Collectors.toSet());
        }
    }

    /** The rows with these keys: by shard, or all under one label. */
    private static Map<String, Map<List<String>, Map<String, String>>> rows(
            Side side, List<List<String>> keys, String label) throws SourceException {
        Map<String, Map<List<String>, Map<String, String>>> rows = new HashMap<>();
        for (String shard : side.shards()) {
            try (ShardReader reader = side.snapshots().openReader(shard)) {
                rows.computeIfAbsent(label == null ? shard : label, any -> new HashMap<>())
                        .putAll(RowValues.read(reader, side.table(), keys));
            }
        }
        return rows;
    }

    private static String comment(String text) {
        return text.replaceAll("[\\p{Cntrl}\u2028\u2029]", " ");
    }
}
