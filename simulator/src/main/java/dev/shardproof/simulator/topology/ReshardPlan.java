package dev.shardproof.simulator.topology;

import java.util.Comparator;
import java.util.List;

/**
 * The moves that turn one topology into the next; they do not overlap. An empty plan is a plan.
 *
 * @param moves in ascending order of their ranges
 */
public record ReshardPlan(List<Move> moves) {

    public ReshardPlan {
        moves = moves.stream().sorted(Comparator.comparing(Move::range)).toList();
        for (int i = 1; i < moves.size(); i++) {
            if (moves.get(i - 1).range().intersects(moves.get(i).range())) {
                throw new IllegalArgumentException("the moves of %s and %s overlap"
                        .formatted(moves.get(i - 1).range(), moves.get(i).range()));
            }
        }
    }

    public boolean isEmpty() {
        return moves.isEmpty();
    }

    /** The moves that turn {@code before} into {@code after}: each range whose owner differs, joined where possible. */
    public static ReshardPlan between(Topology before, Topology after) {
        if (before.strategy() != after.strategy()) {
            throw new IllegalArgumentException("a reshard can not change the strategy from %s to %s"
                    .formatted(before.strategy().label(), after.strategy().label()));
        }
        return new ReshardPlan(before.owners().stream()
                .flatMap(old -> after.owners().stream()
                        .filter(next -> !next.shard().equals(old.shard()))
                        .flatMap(next -> old.range().intersection(next.range()).stream()
                                .map(range -> new Move(range, old.shard(), next.shard()))))
                .toList());
    }
}
