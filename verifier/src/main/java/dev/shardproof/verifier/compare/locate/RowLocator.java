package dev.shardproof.verifier.compare.locate;

import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.RowDigests;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.digest.BucketDigests;
import dev.shardproof.verifier.digest.Buckets;
import dev.shardproof.verifier.digest.RowFilter;
import dev.shardproof.verifier.source.RowStream;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.Column;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds the rows of a comparison that differ, by key, and the names of the columns that do; never shows a value. */
public final class RowLocator {

    /** Above this share of the rows, the ordered reading of all of them is cheaper than to look some up. */
    private static final double SHARE_FOR_A_STREAM = 0.5;

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
        try (Sessions sessions = new Sessions(comparison)) {
            Found found = new Found(findings, difference -> {});
            long examined = stream(filter, limit, sessions, found);
            word(found.worded, sessions, findings);
            return examined;
        }
    }

    /**
     * Compares rows that were read already, by ascending identity.
     *
     * @param limit stop when that many rows were compared
     * @param findings gets one finding for each row that differs
     * @return how many rows were compared
     */
    public long compare(RowStream leftRows, RowStream rightRows, long limit, Findings findings) throws SourceException {
        Found found = new Found(findings, any -> {});
        long examined = new RowMerge(leftRows, rightRows, found).compare(limit);
        try (Sessions sessions = new Sessions(comparison)) {
            word(found.worded, sessions, findings);
        }
        return examined;
    }

    /**
     * Names every row that makes the digests of the two sides differ. Buckets that are key ranges are looked up by an index
     * where that is cheaper than to read everything in order once more, and where the index can be believed.
     *
     * @param findings gets one finding for each row that differs
     * @param listener gets the same rows, all of them, one at a time and not always in the caller's thread
     */
    public void locate(RowDigests digests, Findings findings, Consumer<Difference> listener)
            throws SourceException, InterruptedException {
        BitSet bad = digests.unequal(comparison);
        Buckets rule = digests.of(comparison.left()).buckets();
        try (Sessions sessions = new Sessions(comparison)) {
            Found found = new Found(findings, listener);
            BitSet streamed = bad;
            if (rule.byRange() && !mostRows(bad, digests)) {
                RangeLookup lookup = new RangeLookup(comparison, digests);
                BitSet small = (BitSet) bad.clone();
                bad.stream()
                        .filter(bucket -> lookup.rowsOf(bucket) > RangeLookup.ROWS_AT_ONCE)
                        .forEach(small::clear);
                streamed = (BitSet) bad.clone();
                streamed.andNot(small);
                streamed.or(lookup.compare(small, sessions, found));
            }
            RowFilter rest = RowFilter.ofBuckets(rule, streamed);
            boolean any = !streamed.isEmpty();
            sessions.apart(() -> {
                if (any) {
                    stream(rest, Long.MAX_VALUE, sessions, found);
                }
                word(found.worded, sessions, findings);
                return true;
            });
        }
    }

    /** Whether so many rows are in bad buckets that to read all of them in order is the cheaper way. */
    private boolean mostRows(BitSet bad, RowDigests digests) {
        BucketDigests left = digests.of(comparison.left());
        BucketDigests right = digests.of(comparison.right());
        long all = left.total().rows() + right.total().rows();
        long inBad = bad.stream()
                .mapToLong(bucket -> left.of(bucket).rows() + right.of(bucket).rows())
                .sum();
        return inBad > RangeLookup.ROWS_AT_ONCE && inBad > all * SHARE_FOR_A_STREAM;
    }

    /** Keeps what is to be worded, and counts the rest. */
    private static final class Found implements Consumer<Difference> {
        private final List<Difference> worded = new ArrayList<>();
        private final Findings findings;
        private final Consumer<Difference> listener;

        Found(Findings findings, Consumer<Difference> listener) {
            this.findings = findings;
            this.listener = listener;
        }

        @Override
        public void accept(Difference difference) {
            listener.accept(difference);
            if (findings.hasRoom(worded.size())) {
                worded.add(difference);
            } else {
                findings.addUnkept(difference.copies());
            }
        }
    }

    /** Reads both sides by ascending identity, without an index. */
    private long stream(RowFilter filter, long limit, Sessions sessions, Found found) throws SourceException {
        try (RowStream leftRows = MergedRows.of(comparison.left(), sessions.left(), filter);
                RowStream rightRows = MergedRows.of(comparison.right(), sessions.right(), filter)) {
            return new RowMerge(leftRows, rightRows, found).compare(limit);
        }
    }

    /** Adds the findings. That rows differ is proven, even if in which columns can not be read any more. */
    private void word(List<Difference> differences, Sessions sessions, Findings findings) {
        List<Difference> different = differences.stream()
                .filter(difference -> difference.kind() == Kind.DIFFERENT)
                .toList();
        Map<List<String>, Map<String, Long>> leftHashes = Map.of();
        Map<List<String>, Map<String, Long>> rightHashes = Map.of();
        String trouble = "";
        try {
            leftHashes = columnHashes(comparison.left(), sessions.left(), different, 0);
            rightHashes = columnHashes(comparison.right(), sessions.right(), different, 1);
        } catch (SourceException e) {
            trouble = ": " + e.getMessage();
        }
        for (Difference difference : differences) {
            String detail = difference.kind() == Kind.DIFFERENT
                    ? columns(leftHashes.get(difference.key()), rightHashes.get(difference.key()), trouble)
                    : "";
            findings.add(finding(difference, detail), difference.copies());
        }
    }

    /** @param side 0 for left, 1 for right: which of a difference's shards to ask for the row */
    private static Map<List<String>, Map<String, Long>> columnHashes(
            Side of, List<ShardReader> readers, List<Difference> different, int side) throws SourceException {
        Map<List<String>, Map<String, Long>> hashes = new HashMap<>();
        for (ShardReader reader : readers) {
            List<List<String>> keys = different.stream()
                    .filter(difference -> difference.shards().get(side).equals(reader.shard()))
                    .map(Difference::key)
                    .toList();
            if (!keys.isEmpty()) {
                hashes.putAll(reader.columnHashes(of.table(), keys));
            }
        }
        return hashes;
    }

    private String columns(Map<String, Long> left, Map<String, Long> right, String trouble) {
        if (left == null || right == null) {
            return "the rows differ; which columns could not be read" + trouble;
        }
        return left.keySet().stream()
                .filter(column -> !Objects.equals(left.get(column), right.get(column)))
                .collect(Collectors.joining(", ", "differs in ", ""));
    }

    private Finding finding(Difference difference, String columns) {
        String times = difference.copies() == 1 ? "" : " (%d times)".formatted(difference.copies());
        String detail = switch (difference.kind()) {
            case MISSING ->
                "%s has the row, %s has not%s"
                        .formatted(
                                holder(comparison.left(), difference),
                                comparison.right().label(),
                                times);
            case EXTRA ->
                "%s has the row, %s has not%s"
                        .formatted(
                                holder(comparison.right(), difference),
                                comparison.left().label(),
                                times);
            default -> columns;
        };
        return new Finding(
                difference.kind(), comparison.table().spec().toString(), comparison.where(), key(difference), detail);
    }

    private static String holder(Side side, Difference difference) {
        return side.shards().size() == 1 ? side.label() : String.join(" and ", difference.shards());
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
