package dev.shardproof.scenarios.latency;

import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.HistoryReader;
import dev.shardproof.verifier.latency.block.LatencyBlock;
import dev.shardproof.verifier.latency.block.LatencyComparison;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import dev.shardproof.verifier.latency.block.LatencyHistogram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * The latencies of a phase and of a later one, as all requests together, by shard and by operation.
 *
 * <p>Both sides of a comparison get blocks of about as many requests: the percentile of a small block is not the one of
 * a large block. Memory does not grow with the history. Not thread-safe.
 */
public final class LatencyEvidence {

    private final Slices before;
    private final Slices after;

    /**
     * Nothing yet.
     *
     * @param before undisturbed load
     * @param after load to judge
     */
    public LatencyEvidence(Stretch before, Stretch after) {
        this.before = new Slices(before);
        this.after = new Slices(after);
    }

    /**
     * Reads a history.
     *
     * @throws IOException if it can not be read or is damaged
     */
    public static LatencyEvidence read(Path history, Stretch before, Stretch after) throws IOException {
        LatencyEvidence evidence = new LatencyEvidence(before, after);
        new HistoryReader(history).read(evidence::add);
        return evidence;
    }

    /** Adds an operation; those that were due outside of both stretches do not count. */
    public void add(ClientOperation operation) {
        before.add(operation);
        after.add(operation);
    }

    /**
     * The plain ratio of a percentile of all requests, later to earlier: what a comparison without statistics sees.
     *
     * @throws IllegalStateException if there are no requests on a side
     */
    public double ratio(double percentile) {
        return after.whole(LatencyGroup.OVERALL).percentile(percentile)
                / before.whole(LatencyGroup.OVERALL).percentile(percentile);
    }

    /** Every request of the later stretch, by group. */
    public SortedMap<LatencyGroup, LatencyHistogram> after() {
        SortedMap<LatencyGroup, LatencyHistogram> whole = new TreeMap<>();
        after.groups().forEach(group -> whole.put(group, after.whole(group)));
        return whole;
    }

    /**
     * The earlier stretch against the later one, for every group that has load in either. A shard that is new is compared
     * with all shards before, for its requests came from them. What else has no load on one side has no blocks there.
     *
     * @param percentiles what each block keeps; the highest decides how many requests it needs
     */
    public List<LatencyComparison> comparisons(double... percentiles) {
        double highest = DoubleStream.of(percentiles).max().orElseThrow();
        List<LatencyGroup> known = before.groups();
        List<LatencyComparison> comparisons = new ArrayList<>();
        for (LatencyGroup group : allGroups(known)) {
            boolean isNew = !known.contains(group) && group.kind() == LatencyGroup.Kind.SHARD;
            LatencyGroup reference = isNew ? LatencyGroup.OVERALL : group;
            long size = Math.min(before.blockSize(reference, highest), after.blockSize(group, highest));
            LatencyComparison comparison = LatencyComparison.beforeAfter(
                    group, before.blocks(reference, size, percentiles), after.blocks(group, size, percentiles));
            comparisons.add(isNew ? comparison.withNote("a new shard, compared with all shards before") : comparison);
        }
        return comparisons;
    }

    /**
     * Percentiles on record against the later stretch, for every group that they name, whether or not it has load.
     *
     * @param percentiles as in {@link #comparisons(double...)}
     */
    public List<LatencyComparison> comparisons(StoredBaseline stored, double... percentiles) {
        double highest = DoubleStream.of(percentiles).max().orElseThrow();
        List<LatencyComparison> comparisons = new ArrayList<>();
        for (LatencyGroup group : allGroups(stored.groups().keySet())) {
            List<LatencyBlock> windows = stored.windows(group);
            if (windows.isEmpty() && !group.equals(LatencyGroup.OVERALL)) {
                continue;
            }
            long size = after.blockSize(group, highest);
            comparisons.add(LatencyComparison.stored(group, windows, after.blocks(group, size, percentiles))
                    .withNote("before is " + stored.description()));
        }
        return comparisons;
    }

    /** One that is on one side only must be named, not forgotten. */
    private SortedSet<LatencyGroup> allGroups(Collection<LatencyGroup> before) {
        SortedSet<LatencyGroup> all = new TreeSet<>(after.groups());
        all.addAll(before);
        return all;
    }
}
