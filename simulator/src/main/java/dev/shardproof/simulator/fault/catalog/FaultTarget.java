package dev.shardproof.simulator.fault.catalog;

import dev.shardproof.simulator.topology.ShardId;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a fault hits: a shard, the stream of rows from one shard to another, the applications, or the migrator. Equal by
 * value.
 *
 * @param name {@code s2}, {@code s0->s2}, {@code application} or {@code migrator}
 * @param shard the shard; of a stream the one that sends
 * @param streamTo of a stream the shard that receives
 */
public record FaultTarget(String name, Optional<ShardId> shard, Optional<ShardId> streamTo) {

    static final String APPLICATION_NAME = "application";
    static final String MIGRATOR_NAME = "migrator";
    private static final String ARROW = "->";

    /** The applications, all instances of them. */
    public static final FaultTarget APPLICATION = new FaultTarget(APPLICATION_NAME, Optional.empty(), Optional.empty());

    /** The migrator. */
    public static final FaultTarget MIGRATOR = new FaultTarget(MIGRATOR_NAME, Optional.empty(), Optional.empty());

    public FaultTarget {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(shard, "shard is null");
        Objects.requireNonNull(streamTo, "streamTo is null");
        if (streamTo.isPresent() && shard.equals(streamTo)) {
            throw new IllegalArgumentException("the stream %s leads to its own shard".formatted(name));
        }
    }

    /** A shard. */
    public static FaultTarget of(ShardId shard) {
        return new FaultTarget(shard.name(), Optional.of(shard), Optional.empty());
    }

    /** The stream of rows from {@code source} to {@code target}. */
    public static FaultTarget stream(ShardId source, ShardId target) {
        return new FaultTarget(source + ARROW + target, Optional.of(source), Optional.of(target));
    }

    /**
     * Reads {@code s2}, {@code s0->s2}, {@code application} or {@code migrator}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static FaultTarget parse(String text) {
        String[] ends = text.split(ARROW, -1);
        if (ends.length == 2) {
            return stream(new ShardId(ends[0].strip()), new ShardId(ends[1].strip()));
        }
        return switch (text) {
            case APPLICATION_NAME -> APPLICATION;
            case MIGRATOR_NAME -> MIGRATOR;
            default -> of(new ShardId(text));
        };
    }

    /** The shard of a fault that is aimed at one. */
    public ShardId requireShard() {
        return shard.orElseThrow(() -> new IllegalStateException(name + " is no shard"));
    }

    /** Every shard that is meant; none for the applications and the migrator. */
    public Set<ShardId> shards() {
        return Stream.concat(shard.stream(), streamTo.stream()).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String toString() {
        return name;
    }
}
