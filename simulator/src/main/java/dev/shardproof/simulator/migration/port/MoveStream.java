package dev.shardproof.simulator.migration.port;

import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.Move;
import dev.shardproof.simulator.topology.ReshardPlan;
import dev.shardproof.simulator.topology.ShardId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that one source gives to one target: one publication, one slot, one subscription.
 *
 * @param index the position in the plan, which names the database objects; their names stay short that way
 * @param source who gives
 * @param target who receives
 * @param ranges what moves, ascending, at least one range
 */
public record MoveStream(int index, ShardId source, ShardId target, List<KeyRange> ranges) {

    public MoveStream {
        Objects.requireNonNull(source, "source is null");
        Objects.requireNonNull(target, "target is null");
        ranges = ranges.stream().sorted().toList();
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("nothing moves from %s to %s".formatted(source, target));
        }
    }

    /** Groups the moves of a plan by source and target. */
    public static List<MoveStream> of(ReshardPlan plan) {
        record Pair(ShardId source, ShardId target) {}
        Map<Pair, List<KeyRange>> ranges = new LinkedHashMap<>();
        for (Move move : plan.moves()) {
            ranges.computeIfAbsent(new Pair(move.source(), move.target()), pair -> new ArrayList<>())
                    .add(move.range());
        }
        List<MoveStream> streams = new ArrayList<>();
        ranges.forEach(
                (pair, moved) -> streams.add(new MoveStream(streams.size(), pair.source(), pair.target(), moved)));
        return List.copyOf(streams);
    }

    @Override
    public String toString() {
        return source + " → " + target;
    }
}
