package dev.shardproof.verifier.latency.block;

import java.util.List;
import java.util.Objects;

/**
 * The blocks of one group of requests on both sides, in their order in time.
 *
 * @param group whose they are
 * @param design how the two sides belong together
 * @param before blocks of undisturbed load
 * @param after blocks of the load to judge
 * @param note what a reader must know of them, e.g. that a shard is new; empty if nothing
 */
public record LatencyComparison(
        LatencyGroup group, Design design, List<LatencyBlock> before, List<LatencyBlock> after, String note) {

    /** How the blocks of the two sides belong together, and therefore which luck they share. */
    public enum Design {
        /** First the one side, then the other, in the same run: what changes in between looks like an effect. */
        BEFORE_AFTER,
        /** Block i of one side ran next to block i of the other, in alternating order: they share their luck. */
        PAIRED,
        /** The first side is on record, from another run or from production: percentiles without requests. */
        STORED
    }

    public LatencyComparison {
        Objects.requireNonNull(group, "group is null");
        Objects.requireNonNull(design, "design is null");
        Objects.requireNonNull(note, "note is null");
        before = List.copyOf(before);
        after = List.copyOf(after);
        if (design == Design.PAIRED && before.size() != after.size()) {
            throw new IllegalArgumentException(
                    "%s: %d blocks can not be paired with %d".formatted(group, before.size(), after.size()));
        }
    }

    /** One phase against a later one of the same run. */
    public static LatencyComparison beforeAfter(
            LatencyGroup group, List<LatencyBlock> before, List<LatencyBlock> after) {
        return new LatencyComparison(group, Design.BEFORE_AFTER, before, after, "");
    }

    /** Interleaved blocks: the i-th of each side are a pair. */
    public static LatencyComparison paired(
            LatencyGroup group, List<LatencyBlock> baseline, List<LatencyBlock> candidate) {
        return new LatencyComparison(group, Design.PAIRED, baseline, candidate, "");
    }

    /** Percentiles on record against a phase of a run; one block on record is taken as exact. */
    public static LatencyComparison stored(LatencyGroup group, List<LatencyBlock> stored, List<LatencyBlock> after) {
        return new LatencyComparison(group, Design.STORED, stored, after, "");
    }

    /** The same with a note. */
    public LatencyComparison withNote(String newNote) {
        return new LatencyComparison(group, design, before, after, newNote);
    }
}
