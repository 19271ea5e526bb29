package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.source.Column;
import dev.shardproof.verifier.source.RowFilter;
import dev.shardproof.verifier.source.RowStream;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.TableLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds the rows of a comparison that differ, by key, and the names of the columns that do; never shows a value. */
public final class RowLocator {

    private final Comparison comparison;

    public RowLocator(Comparison comparison) {
        this.comparison = comparison;
    }

    /**
     * Compares the rows that pass the filter, lowest identity first.
     *
     * @param limit stop when that many rows were compared
     * @param findings gets one finding for each row that differs
     * @return how many rows were compared
     */
    public long locate(RowFilter filter, long limit, Findings findings) throws SourceException {
        Side left = comparison.left();
        Side right = comparison.right();
        List<Difference> worded = new ArrayList<>();
        try (ShardReader leftReader = left.snapshots().openReader(left.shard());
                ShardReader rightReader = right.snapshots().openReader(right.shard())) {
            long examined;
            try (RowStream leftRows = leftReader.rows(comparison.table(), left.slice(), filter);
                    RowStream rightRows = rightReader.rows(comparison.table(), right.slice(), filter)) {
                RowMerge merge = new RowMerge(leftRows, rightRows, difference -> {
                    if (findings.hasRoom(worded.size())) {
                        worded.add(difference);
                    } else {
                        findings.addUnkept(difference.copies());
                    }
                });
                examined = merge.compare(limit);
            }
            word(worded, leftReader, rightReader, findings);
            return examined;
        }
    }

    private void word(List<Difference> differences, ShardReader left, ShardReader right, Findings findings)
            throws SourceException {
        TableLayout table = comparison.table();
        List<List<String>> keys = differences.stream()
                .filter(difference -> difference.kind() == Kind.DIFFERENT)
                .map(Difference::key)
                .toList();
        Map<List<String>, Map<String, Long>> leftHashes = Map.of();
        Map<List<String>, Map<String, Long>> rightHashes = Map.of();
        if (!keys.isEmpty()) {
            leftHashes = left.columnHashes(table, keys);
            rightHashes = right.columnHashes(table, keys);
        }
        for (Difference difference : differences) {
            String detail = difference.kind() == Kind.DIFFERENT
                    ? columns(leftHashes.get(difference.key()), rightHashes.get(difference.key()))
                    : "";
            findings.add(finding(difference, detail), difference.copies());
        }
    }

    private String columns(Map<String, Long> left, Map<String, Long> right) {
        if (left == null || right == null) {
            return "the rows differ; which columns could not be read";
        }
        return left.keySet().stream()
                .filter(column -> !Objects.equals(left.get(column), right.get(column)))
                .collect(Collectors.joining(", ", "differs in ", ""));
    }

    private Finding finding(Difference difference, String columns) {
        String left = comparison.left().label();
        String right = comparison.right().label();
        String times = difference.copies() == 1 ? "" : " (%d times)".formatted(difference.copies());
        String detail = switch (difference.kind()) {
            case MISSING -> "%s has the row, %s has not%s".formatted(left, right, times);
            case EXTRA -> "%s has the row, %s has not%s".formatted(right, left, times);
            default -> columns;
        };
        return new Finding(
                difference.kind(), comparison.table().spec().toString(), comparison.where(), key(difference), detail);
    }

    private String key(Difference difference) {
        return difference.key().isEmpty()
                ? "row " + difference.hash()
                : key(comparison.table().key(), difference.key());
    }

    /** A key for humans: the bare value, or {@code column=value} where it has several columns. */
    public static String key(List<Column> columns, List<String> values) {
        return values.size() == 1
                ? values.get(0)
                : IntStream.range(0, values.size())
                        .mapToObj(i -> columns.get(i).name() + "=" + values.get(i))
                        .collect(Collectors.joining(", "));
    }
}
