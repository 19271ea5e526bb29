package dev.shardproof.simulator.topology;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the topology with equal shares of the hashed key space that moves the fewest keys.
 *
 * <p>With n wanted shards each owns 1/n of the space, give or take one point. A shard that stays keeps as much of what
 * it has as its share allows, a shard that goes gives everything away, and only shards below their share receive.
 * No plan to equal shares moves less, for every point above a share must leave its owner. Given ranges are cut from
 * their high end, so that few, contiguous ranges move.
 */
public final class Planner {

    private static final BigInteger SPACE = BigInteger.ONE.shiftLeft(64);

    private Planner() {}

    /**
     * The first topology of a hashed cluster: equal, contiguous ranges in the order given.
     *
     * @throws IllegalArgumentException if {@code shards} is empty or names one twice
     */
    public static Topology equalShares(Collection<ShardId> shards) {
        List<ShardId> names = distinct(shards);
        List<Ownership> owners = new ArrayList<>();
        BigInteger first = BigInteger.valueOf(Long.MIN_VALUE);
        List<BigInteger> shares = shares(names.size());
        for (int i = 0; i < names.size(); i++) {
            BigInteger last = first.add(shares.get(i)).subtract(BigInteger.ONE);
            owners.add(new Ownership(KeyRange.between(first.longValueExact(), last.longValueExact()), names.get(i)));
            first = last.add(BigInteger.ONE);
        }
        return new Topology(1, ShardingStrategy.HASHED, owners);
    }

    /**
     * The smallest plan after which exactly the wanted shards own equal shares.
     *
     * @throws IllegalArgumentException if the topology is not hashed: equal slices of plain keys are not equal shares
     *     of the rows, so those ranges must be given
     */
    public static ReshardPlan smallestPlan(Topology current, Collection<ShardId> wanted) {
        if (current.strategy() != ShardingStrategy.HASHED) {
            throw new IllegalArgumentException(
                    "ranges of plain keys can not be planned from the number of shards alone:"
                            + " give the wanted range of each shard");
        }
        List<ShardId> names = distinct(wanted);
        Map<ShardId, BigInteger> missing = new TreeMap<>();
        List<Move> moves = new ArrayList<>();
        Deque<Ownership> surplus = new ArrayDeque<>();

        // Larger shares go to those who have most, so that the odd points do not move either.
        List<BigInteger> shares = new ArrayList<>(shares(names.size()));
        shares.sort(Comparator.reverseOrder());
        List<ShardId> byWidth = new ArrayList<>(names);
        byWidth.sort(Comparator.comparing((ShardId shard) -> width(current.rangesOf(shard)))
                .reversed()
                .thenComparing(Comparator.naturalOrder()));
        for (int i = 0; i < byWidth.size(); i++) {
            ShardId shard = byWidth.get(i);
            BigInteger difference = width(current.rangesOf(shard)).subtract(shares.get(i));
            if (difference.signum() < 0) {
                missing.put(shard, difference.negate());
            } else {
                surplus.addAll(cutFromTheTop(current.rangesOf(shard), shard, difference));
            }
        }
        for (Ownership owner : current.owners()) {
            if (!names.contains(owner.shard())) {
                surplus.add(owner);
            }
        }
        for (Map.Entry<ShardId, BigInteger> receiver : missing.entrySet()) {
            BigInteger open = receiver.getValue();
            while (open.signum() > 0) {
                Ownership given = surplus.removeFirst();
                BigInteger width = given.range().width();
                KeyRange taken = given.range();
                if (width.compareTo(open) > 0) {
                    long cut =
                            BigInteger.valueOf(given.range().first()).add(open).longValueExact();
                    taken = KeyRange.between(given.range().first(), cut - 1);
                    surplus.addFirst(
                            new Ownership(KeyRange.between(cut, given.range().last()), given.shard()));
                }
                moves.add(new Move(taken, given.shard(), receiver.getKey()));
                open = open.subtract(taken.width());
            }
        }
        return new ReshardPlan(moves);
    }

    private static List<Ownership> cutFromTheTop(List<KeyRange> ranges, ShardId shard, BigInteger amount) {
        List<Ownership> cut = new ArrayList<>();
        BigInteger open = amount;
        for (int i = ranges.size() - 1; i >= 0 && open.signum() > 0; i--) {
            KeyRange range = ranges.get(i);
            BigInteger take = range.width().min(open);
            long first = BigInteger.valueOf(range.last())
                    .subtract(take)
                    .add(BigInteger.ONE)
                    .longValueExact();
            cut.add(new Ownership(KeyRange.between(first, range.last()), shard));
            open = open.subtract(take);
        }
        return cut;
    }

    private static BigInteger width(List<KeyRange> ranges) {
        return ranges.stream().map(KeyRange::width).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** n shares that add up to the space and differ by one point at most. */
    private static List<BigInteger> shares(int n) {
        List<BigInteger> shares = new ArrayList<>();
        BigInteger[] division = SPACE.divideAndRemainder(BigInteger.valueOf(n));
        for (int i = 0; i < n; i++) {
            boolean odd = BigInteger.valueOf(i).compareTo(division[1]) < 0;
            shares.add(odd ? division[0].add(BigInteger.ONE) : division[0]);
        }
        return shares;
    }

    private static List<ShardId> distinct(Collection<ShardId> shards) {
        Set<ShardId> distinct = new LinkedHashSet<>(shards);
        if (distinct.isEmpty()) {
            throw new IllegalArgumentException("no shard is named");
        }
        if (distinct.size() != shards.size()) {
            throw new IllegalArgumentException("a shard is named twice in " + shards);
        }
        return List.copyOf(distinct);
    }
}
