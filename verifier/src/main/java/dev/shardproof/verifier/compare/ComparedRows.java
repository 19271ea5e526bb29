package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.digest.Buckets;
import dev.shardproof.verifier.keyspace.MovedRange;
import dev.shardproof.verifier.keyspace.Slice;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.scan.DigestMemory;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to be held against what, and the evidence that was read of it.
 *
 * <p>Reads nothing until asked and each thing once, so several checks can share it. What was read stays readable after the
 * snapshots are closed. A table that can not be read is set aside with the reason ({@link #unjudged()}); the others are
 * still compared. Thread-safe.
 */
public final class ComparedRows {

    /** Finds out what is to be compared of one table. */
    @FunctionalInterface
    private interface Pairing {
        List<Comparison> pair() throws SourceException, InterruptedException;
    }

    private final boolean rangesAllowed;
    private final Map<String, Pairing> tables = new LinkedHashMap<>();
    private final Map<String, String> unjudged = new LinkedHashMap<>();
    private Map<String, List<Comparison>> comparisons;
    private DigestMemory memory = DigestMemory.NONE;
    /** Not guarded by the lock, which whoever waits for the readings holds. */
    private volatile boolean cutShort;

    private RowDigests digests;
    private RowCounts counts;

    /** @param rangesAllowed whether buckets may follow the data; else digests of two times can be compared */
    private ComparedRows(boolean rangesAllowed) {
        this.rangesAllowed = rangesAllowed;
    }

    /**
     * What a move leaves in one set of snapshots: each moved range on its source against its target, and each reference
     * table's first copy against every other copy.
     *
     * @param snapshots holds all sources and targets
     * @param tables the tables to compare; a reference table is compared between all shards of the snapshots
     * @param moves what moved; the intervals of one shard must not overlap
     */
    public static ComparedRows moved(SnapshotSet snapshots, List<TableSpec> tables, List<MovedRange> moves) {
        Objects.requireNonNull(snapshots, "snapshots is null");
        for (MovedRange move : moves) {
            for (String shard : List.of(move.source(), move.target())) {
                if (!snapshots.shards().contains(shard)) {
                    throw new IllegalArgumentException(
                            "%s names shard %s; there are %s".formatted(move, shard, snapshots.shards()));
                }
            }
        }
        ComparedRows rows = new ComparedRows(false);
        for (TableSpec spec : tables) {
            rows.tables.put(spec.toString(), () -> {
                TableLayout table = snapshots.layout(spec);
                return spec.isReference()
                        ? copies(wholes(snapshots, table))
                        : moves.stream()
                                .map(move -> moved(snapshots, table, move))
                                .toList();
            });
        }
        return rows;
    }

    /**
     * Two sets of shards of which the second should hold what the first holds: the rows of all sources together against
     * those of all targets together, and the first source's copy of a reference table against every other copy.
     *
     * @param form what of a value must be equal
     */
    public static ComparedRows sides(
            SnapshotSet sources, SnapshotSet targets, List<TableMapping> tables, ImageForm form) {
        Objects.requireNonNull(sources, "sources is null");
        Objects.requireNonNull(targets, "targets is null");
        Objects.requireNonNull(form, "form is null");
        ComparedRows rows = new ComparedRows(true);
        for (TableMapping mapping : tables) {
            rows.tables.put(mapping.source().toString(), () -> {
                List<TableLayout> layouts = SnapshotSet.layouts(sources, targets, mapping, form);
                TableLayout left = layouts.get(0);
                TableLayout right = layouts.get(1);
                return mapping.source().isReference()
                        ? copies(Stream.concat(wholes(sources, left).stream(), wholes(targets, right).stream())
                                .toList())
                        : List.of(new Comparison(
                                Side.of(sources, left, sources.shards()), Side.of(targets, right, targets.shards())));
            });
        }
        return rows;
    }

    /**
     * Lets the digest scans remember how far they are, and go on where earlier ones were. What is remembered decides only
     * in favour: where it says that sides differ, rows are read anew before anything is called different. Only for
     * {@link #sides}, and before the digests are read.
     */
    public synchronized void remember(DigestMemory newMemory) {
        if (digests != null || !rangesAllowed) {
            throw new IllegalStateException("the digests were read already, or are compared between two moments");
        }
        memory = Objects.requireNonNull(newMemory, "newMemory is null");
    }

    /** Whether no digest scan was stopped half-way, by a failure or for lack of time. */
    public synchronized boolean digestsAreWhole() {
        return digests != null && !cutShort;
    }

    /** The digests of one comparison as they are now, whatever is remembered: one more scan of its table. */
    public RowDigests digestsAnew(Comparison comparison) throws SourceException, InterruptedException {
        try {
            return RowDigests.read(List.of(comparison), BucketRule.choose(List.of(comparison)));
        } catch (SourceException e) {
            cutShort = true;
            throw e;
        }
    }

    /** All comparisons, table by table. */
    public synchronized List<Comparison> comparisons() throws InterruptedException {
        if (comparisons == null) {
            comparisons = TableLanes.run(tables, Pairing::pair, (table, e) -> unjudged.put(table, e.getMessage()));
        }
        return comparisons.entrySet().stream()
                .filter(table -> !unjudged.containsKey(table.getKey()))
                .flatMap(table -> table.getValue().stream())
                .toList();
    }

    /** The tables of which nothing can be said, with the reason; so far. */
    public synchronized Map<String, String> unjudged() {
        return Map.copyOf(unjudged);
    }

    /** The digests of all comparisons: one scan of each table on each shard that has part in one. */
    public synchronized RowDigests digests() throws InterruptedException {
        if (digests == null) {
            Map<List<Comparison>, Buckets> rules = rules();
            digests = eachTable(ofOneTable -> digestsOf(ofOneTable, rules)).stream()
                    .reduce(RowDigests::and)
                    .orElseGet(RowDigests::none);
        }
        return digests;
    }

    /** The row counts of all comparisons: from the digests where they were read already, else by a scan of their own. */
    public synchronized RowCounts counts() throws InterruptedException {
        if (counts == null) {
            counts = digests != null
                    ? RowCounts.of(digests)
                    : eachTable(RowCounts::read).stream().reduce(RowCounts::and).orElseGet(RowCounts::none);
        }
        return counts;
    }

    /** The row counts of all comparisons, if they can be had without a scan. */
    public synchronized Optional<RowCounts> knownCounts() throws InterruptedException {
        return counts == null && digests == null ? Optional.empty() : Optional.of(counts());
    }

    private RowDigests digestsOf(List<Comparison> ofOneTable, Map<List<Comparison>, Buckets> rules)
            throws SourceException, InterruptedException {
        if (!rangesAllowed || ofOneTable.isEmpty()) {
            return RowDigests.read(ofOneTable);
        }
        try {
            return wholeTables(ofOneTable, rules.get(ofOneTable)).withoutEqualBuckets(ofOneTable);
        } catch (SourceException e) {
            cutShort = true;
            throw e;
        }
    }

    /**
     * How to put the rows of each table into buckets. Asked before the first table is scanned: in between, the answer would
     * have to wait for the scans of all shards.
     */
    private Map<List<Comparison>, Buckets> rules() throws InterruptedException {
        Map<List<Comparison>, Buckets> rules = new IdentityHashMap<>();
        if (rangesAllowed) {
            eachTable(ofOneTable -> new Ruled(ofOneTable, rule(ofOneTable)))
                    .forEach(ruled -> rules.put(ruled.ofOneTable(), ruled.rule()));
        }
        return rules;
    }

    private record Ruled(List<Comparison> ofOneTable, Buckets rule) {}

    private Buckets rule(List<Comparison> ofOneTable) throws SourceException, InterruptedException {
        try {
            return rememberedOrNew(ofOneTable);
        } catch (SourceException e) {
            cutShort = true;
            throw e;
        }
    }

    private Buckets rememberedOrNew(List<Comparison> ofOneTable) throws SourceException, InterruptedException {
        Optional<Buckets> before = ofOneTable.stream()
                .flatMap(comparison -> Stream.of(comparison.left(), comparison.right()))
                .map(side -> memory.rule(side.shards(), side.table()))
                .flatMap(Optional::stream)
                .findFirst();
        return before.isPresent() ? before.get() : BucketRule.choose(ofOneTable);
    }

    private RowDigests wholeTables(List<Comparison> ofOneTable, Buckets rule)
            throws SourceException, InterruptedException {
        RowDigests read = RowDigests.read(ofOneTable, rule, memory);
        boolean doubtful = ofOneTable.stream()
                .anyMatch(one -> read.resumed(one)
                        && read.left(one).rows() != read.right(one).rows());
        // Counts of two times say nothing of each other.
        return doubtful ? RowDigests.read(ofOneTable, BucketRule.choose(ofOneTable)) : read;
    }

    private <R> List<R> eachTable(TableLanes.Reading<List<Comparison>, R> reading) throws InterruptedException {
        comparisons();
        Map<String, List<Comparison>> judged = new LinkedHashMap<>(comparisons);
        judged.keySet().removeAll(unjudged.keySet());
        return List.copyOf(TableLanes.run(judged, reading, (table, e) -> unjudged.put(table, e.getMessage()))
                .values());
    }

    private static Comparison moved(SnapshotSet snapshots, TableLayout table, MovedRange move) {
        Slice slice = Slice.of(move.interval());
        return new Comparison(
                Side.of(snapshots, table, move.source(), slice), Side.of(snapshots, table, move.target(), slice));
    }

    private static List<Side> wholes(SnapshotSet snapshots, TableLayout table) {
        return snapshots.shards().stream()
                .map(shard -> Side.of(snapshots, table, shard, Slice.WHOLE))
                .toList();
    }

    private static List<Comparison> copies(List<Side> sides) {
        return sides.stream()
                .skip(1)
                .map(copy -> new Comparison(sides.get(0), copy))
                .toList();
    }
}
