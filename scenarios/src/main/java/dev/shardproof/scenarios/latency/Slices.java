package dev.shardproof.scenarios.latency;

import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Outcome;
import dev.shardproof.verifier.latency.block.LatencyBlock;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import dev.shardproof.verifier.latency.block.LatencyHistogram;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stretch of load in thin slices of time, one histogram for each slice and group. Slices are merged into blocks
 * afterwards, when it is known how many requests there were. Not thread-safe.
 */
final class Slices {

    /** Bounds the memory, some 50 kB for each of these and each group. */
    private static final int SLICES_MAX = 60;

    private static final long SLICE_MICROS_MIN = 200_000;

    /** More operations than this are no operations but names with data in them. */
    private static final int OPERATIONS_MAX = 100;

    /** A percentile of a block that has so many times the least requests is steady enough. */
    private static final int LEAST_TIMES = 20;

    /** A block may have somewhat less requests than planned and must still have enough. */
    private static final double SLACK = 1.2;

    /** So many blocks are worth more than large ones. */
    private static final int BLOCKS_WANTED = 12;

    private final Stretch stretch;
    private final long sliceMicros;
    private final int count;
    private int operations;
    private final SortedMap<LatencyGroup, List<LatencyHistogram>> groups = new TreeMap<>();

    Slices(Stretch stretch) {
        this.stretch = stretch;
        this.sliceMicros = Math.max(SLICE_MICROS_MIN, (stretch.lengthMicros() + SLICES_MAX - 1) / SLICES_MAX);
        // What is left at the end counts as well: a shorter slice is as good a part of a block.
        this.count = (int) ((stretch.lengthMicros() + sliceMicros - 1) / sliceMicros);
        groups.put(LatencyGroup.OVERALL, empty());
    }

    private List<LatencyHistogram> empty() {
        return new ArrayList<>(Collections.nCopies(count, null));
    }

    /** Adds an operation if it was due in this stretch. */
    void add(ClientOperation operation) {
        long offset = operation.intendedMicros() - stretch.startMicros();
        if (offset < 0 || offset >= stretch.lengthMicros()) {
            return;
        }
        int slice = (int) (offset / sliceMicros);
        add(LatencyGroup.OVERALL, slice, operation);
        add(LatencyGroup.operation(operation.name()), slice, operation);
        if (!operation.shard().isEmpty()) {
            add(LatencyGroup.shard(operation.shard()), slice, operation);
        }
    }

    private void add(LatencyGroup group, int slice, ClientOperation operation) {
        List<LatencyHistogram> slices = groups.get(group);
        if (slices == null) {
            if (group.kind() == LatencyGroup.Kind.OPERATION && ++operations > OPERATIONS_MAX) {
                return;
            }
            slices = empty();
            groups.put(group, slices);
        }
        LatencyHistogram histogram = slices.get(slice);
        if (histogram == null) {
            histogram = new LatencyHistogram();
            slices.set(slice, histogram);
        }
        if (operation.outcome() == Outcome.ACKNOWLEDGED) {
            histogram.add(operation.latencyMicros());
        } else {
            histogram.addFailure();
        }
    }

    /** The groups that had any load. */
    List<LatencyGroup> groups() {
        return List.copyOf(groups.keySet());
    }

    /** Everything of one group. */
    LatencyHistogram whole(LatencyGroup group) {
        LatencyHistogram whole = new LatencyHistogram();
        groups.getOrDefault(group, List.of()).stream()
                .filter(slice -> slice != null)
                .forEach(whole::add);
        return whole;
    }

    private long requests(LatencyGroup group) {
        return groups.getOrDefault(group, List.of()).stream()
                .filter(slice -> slice != null)
                .mapToLong(LatencyHistogram::requests)
                .sum();
    }

    /** How many requests a block of that group should have, so that there are enough blocks and each is large enough. */
    long blockSize(LatencyGroup group, double highestPercentile) {
        double least = SLACK * LatencyBlock.leastRequests(highestPercentile);
        double wanted = (double) requests(group) / BLOCKS_WANTED;
        return (long) Math.ceil(Math.max(least, Math.min(LEAST_TIMES * least, wanted)));
    }

    /**
     * The slices of a group merged, in their order, into blocks of at least that many requests. A rest that is too small
     * for a block is part of the last one: what happened at the end of a stretch happened.
     */
    List<LatencyBlock> blocks(LatencyGroup group, long size, double... percentiles) {
        List<LatencyHistogram> blocks = new ArrayList<>();
        LatencyHistogram block = new LatencyHistogram();
        for (LatencyHistogram slice : groups.getOrDefault(group, List.of())) {
            if (slice == null) {
                continue;
            }
            block.add(slice);
            if (block.requests() >= size) {
                blocks.add(block);
                block = new LatencyHistogram();
            }
        }
        if (!blocks.isEmpty()) {
            blocks.get(blocks.size() - 1).add(block);
        }
        return blocks.stream().map(whole -> whole.block(percentiles)).toList();
    }
}
