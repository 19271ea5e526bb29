package dev.shardproof.simulator.routing;

import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.Ownership;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.ShardingStrategy;
import dev.shardproof.simulator.topology.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The text form of a topology, e.g. {@code 3 hashed ..0=s0 0..=s1}: epoch, strategy, one range a shard. */
public final class TopologyText {

    private TopologyText() {}

    /** Writes a topology. */
    public static String format(Topology topology) {
        return topology.epoch() + " " + topology.strategy().label() + " "
                + topology.owners().stream()
                        .map(owner -> owner.range() + "=" + owner.shard())
                        .collect(Collectors.joining(" "));
    }

    /**
     * Reads what {@link #format} wrote.
     *
     * @throws IllegalArgumentException if the text is not a topology
     */
    public static Topology parse(String text) {
        String[] parts = text.split(" ");
        if (parts.length < 3) {
            throw new IllegalArgumentException("not a topology: '" + text + "'");
        }
        ShardingStrategy strategy = Arrays.stream(ShardingStrategy.values())
                .filter(candidate -> candidate.label().equals(parts[1]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown strategy '" + parts[1] + "'"));
        List<Ownership> owners = new ArrayList<>();
        for (String part : List.of(parts).subList(2, parts.length)) {
            int equals = part.indexOf('=');
            int dots = part.indexOf("..");
            if (equals < 0 || dots < 0) {
                throw new IllegalArgumentException("not a range with its shard: '" + part + "'");
            }
            owners.add(new Ownership(
                    new KeyRange(bound(part.substring(0, dots)), bound(part.substring(dots + 2, equals))),
                    new ShardId(part.substring(equals + 1))));
        }
        return new Topology(Long.parseLong(parts[0]), strategy, owners);
    }

    private static OptionalLong bound(String text) {
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
