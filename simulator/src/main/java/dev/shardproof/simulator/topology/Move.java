package dev.shardproof.simulator.topology;

import java.util.Objects;

/**
 * One key range changes its owner.
 *
 * @param range the range
 * @param source who owns it before
 * @param target who owns it after
 */
public record Move(KeyRange range, ShardId source, ShardId target) {
    public Move {
        Objects.requireNonNull(range, "range is null");
        Objects.requireNonNull(source, "source is null");
        Objects.requireNonNull(target, "target is null");
        if (source.equals(target)) {
            throw new IllegalArgumentException("range %s would move from %s to itself".formatted(range, source));
        }
    }
}
