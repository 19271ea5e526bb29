package dev.shardproof.reports.run;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who owned which key range at one epoch.
 *
 * @param epoch the epoch
 * @param strategy how keys become points, e.g. {@code hashed} or {@code range}
 * @param ranges the ranges, ascending
 */
public record TopologyReport(long epoch, String strategy, List<OwnedRange> ranges) {

    public TopologyReport {
        Require.notNegative(epoch, "epoch");
        Require.text(strategy, "strategy");
        ranges = List.copyOf(ranges);
    }

    /**
     * One half-open range {@code [start, end)} and its owner.
     *
     * @param start the first point in decimal, or empty for the lowest
     * @param end the first point that is no longer in it, in decimal, or empty for above the highest
     * @param shard the owner
     */
    public record OwnedRange(Optional<String> start, Optional<String> end, String shard) {
        public OwnedRange {
            requireBound(start, "start");
            requireBound(end, "end");
            Require.text(shard, "shard");
        }

        /** The same with bounds as numbers. */
        public static OwnedRange of(OptionalLong start, OptionalLong end, String shard) {
            return new OwnedRange(decimal(start), decimal(end), shard);
        }
    }

    /**
     * One key range that changes its owner.
     *
     * @param start as in {@link OwnedRange}
     * @param end as in {@link OwnedRange}
     * @param source who owns it before
     * @param target who owns it after
     */
    public record Move(Optional<String> start, Optional<String> end, String source, String target) {
        public Move {
            requireBound(start, "start");
            requireBound(end, "end");
            Require.text(source, "source");
            Require.text(target, "target");
        }

        /** The same with bounds as numbers. */
        public static Move of(OptionalLong start, OptionalLong end, String source, String target) {
            return new Move(decimal(start), decimal(end), source, target);
        }
    }

    private static Optional<String> decimal(OptionalLong bound) {
        return bound.isPresent() ? Optional.of(Long.toString(bound.getAsLong())) : Optional.empty();
    }

    private static void requireBound(Optional<String> bound, String name) {
        Objects.requireNonNull(bound, () -> name + " is null");
        bound.ifPresent(text -> {
            try {
                Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "%s is '%s', not a 64-bit integer in decimal".formatted(name, text), e);
            }
        });
    }
}
