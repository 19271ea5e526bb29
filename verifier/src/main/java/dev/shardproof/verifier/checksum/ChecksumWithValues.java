package dev.shardproof.verifier.checksum;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.compare.ComparedRows;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.compare.locate.Difference;
import dev.shardproof.verifier.compare.locate.RowLocator;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.rows.RowValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** {@link FullChecksum} whose findings also say what the columns that differ hold, on either side. */
public final class ChecksumWithValues implements Check {

    private record Shown(Comparison comparison, Difference difference) {}

    private final FullChecksum checksum;
    private final ValueWords words;
    private final List<Shown> shown = new ArrayList<>();

    /**
     * @param rows what is compared; its snapshots must stay open
     * @param words how values are written
     * @param listener gets every row that differs
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public ChecksumWithValues(
            ComparedRows rows, ValueWords words, BiConsumer<Comparison, Difference> listener, LongSupplier nanoTime) {
        this.words = Objects.requireNonNull(words, "words is null");
        this.checksum = new FullChecksum(
                rows,
                (comparison, difference) -> {
                    listener.accept(comparison, difference);
                    if (difference.kind() == Finding.Kind.DIFFERENT && shown.size() < CheckResult.FINDINGS_KEPT) {
                        shown.add(new Shown(comparison, difference));
                    }
                },
                nanoTime);
    }

    @Override
    public String name() {
        return checksum.name();
    }

    @Override
    public CheckResult run() throws Exception {
        CheckResult result = checksum.run();
        List<Finding> findings = new ArrayList<>();
        for (Finding finding : result.findings()) {
            findings.add(withValues(finding));
        }
        return new CheckResult(
                result.check(),
                result.verdict(),
                result.summary(),
                result.examined(),
                findings,
                result.findingsTotal(),
                result.facts(),
                result.took());
    }

    private Finding withValues(Finding finding) {
        for (Shown one : shown) {
            Comparison comparison = one.comparison();
            List<String> key = one.difference().key();
            if (finding.kind() == Finding.Kind.DIFFERENT
                    && finding.table().equals(comparison.table().spec().toString())
                    && finding.shard().equals(comparison.where())
                    && finding.key().equals(RowLocator.key(comparison.table().key(), key))) {
                try {
                    List<String> shards = one.difference().shards();
                    String values = differing(
                            row(comparison.left(), shards.get(0), key), row(comparison.right(), shards.get(1), key));
                    return new Finding(
                            finding.kind(), finding.table(), finding.shard(), finding.key(), finding.detail() + values);
                } catch (SourceException e) {
                    return finding; // It says which columns differ; what they hold is an extra.
                }
            }
        }
        return finding;
    }

    private static Map<String, String> row(Side side, String shard, List<String> key) throws SourceException {
        try (ShardReader reader = side.snapshots().openReader(shard)) {
            return RowValues.read(reader, side.table(), List.of(key)).getOrDefault(key, Map.of());
        }
    }

    private String differing(Map<String, String> left, Map<String, String> right) {
        List<String> values = new ArrayList<>();
        left.forEach((column, value) -> {
            if (!Objects.equals(value, right.get(column))) {
                values.add("%s %s → %s".formatted(column, words.of(value), words.of(right.get(column))));
            }
        });
        return values.isEmpty() ? "" : ": " + String.join(", ", values);
    }
}
