package dev.shardproof.verifier.latency.block;

import java.util.Comparator;
import java.util.Objects;

/**
 * Which requests a latency is of. Ordered: all, then shards, then operations, each by name.
 *
 * @param kind what they have in common
 * @param name of the shard or operation, empty for all; untrusted
 */
public record LatencyGroup(Kind kind, String name) implements Comparable<LatencyGroup> {

    /** Every request. */
    public static final LatencyGroup OVERALL = new LatencyGroup(Kind.OVERALL, "");

    private static final Comparator<LatencyGroup> ORDER =
            Comparator.comparing(LatencyGroup::kind).thenComparing(LatencyGroup::name);

    /** What the requests of a group have in common. */
    public enum Kind {
        OVERALL("overall"),
        SHARD("shard"),
        OPERATION("operation");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The name in files and reports. */
        public String label() {
            return label;
        }
    }

    public LatencyGroup {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(name, "name is null");
        if ((kind == Kind.OVERALL) != name.isEmpty()) {
            throw new IllegalArgumentException("a %s group is named '%s'".formatted(kind.label(), name));
        }
    }

    /** The requests that one shard served. */
    public static LatencyGroup shard(String name) {
        return new LatencyGroup(Kind.SHARD, name);
    }

    /** The requests of one kind. */
    public static LatencyGroup operation(String name) {
        return new LatencyGroup(Kind.OPERATION, name);
    }

    @Override
    public int compareTo(LatencyGroup other) {
        return ORDER.compare(this, other);
    }

    /** {@code overall}, {@code shard s0} or {@code operation placeOrder}. */
    @Override
    public String toString() {
        return name.isEmpty() ? kind.label() : kind.label() + " " + name;
    }
}
