package dev.shardproof.verifier.sequence;

import dev.shardproof.verifier.dialect.postgres.SequenceQueries.Span;
import java.math.BigInteger;
import java.util.List;

/**
 * A sequence as one shard has it.
 *
 * @param shard the shard
 * @param name {@code schema.name}
 * @param start where it began
 * @param increment what it adds, negative if it counts downwards
 * @param min its least number
 * @param max its greatest number
 * @param last its last value
 * @param called whether that value was handed out; if not, it is the next one
 * @param feeds the columns that take numbers from it
 */
record ShardSequence(
        String shard,
        String name,
        BigInteger start,
        BigInteger increment,
        BigInteger min,
        BigInteger max,
        BigInteger last,
        boolean called,
        List<FedColumn> feeds) {

    ShardSequence {
        feeds = List.copyOf(feeds);
    }

    boolean descending() {
        return increment.signum() < 0;
    }

    BigInteger next() {
        return called ? last.add(increment) : last;
    }

    /** What it will hand out. */
    Progression remaining() {
        return descending() ? upTo(next(), min) : new Progression(next(), max, increment);
    }

    /** What it has handed out since its start; numbers that were set over are counted in. */
    Progression handedOut() {
        BigInteger latest = called ? last : last.subtract(increment);
        return descending()
                ? new Progression(latest, start.max(latest), increment.negate())
                : upTo(latest, start.min(last));
    }

    /** The numbers from a top downwards to a bound, written upwards. */
    private Progression upTo(BigInteger top, BigInteger bound) {
        BigInteger step = increment.abs();
        BigInteger low = bound.add(top.subtract(bound).mod(step));
        return new Progression(low, top, step);
    }

    /** The same for the database, which counts in 64 bits: so do sequences. */
    Span span() {
        Progression rest = remaining();
        return new Span(
                rest.low().longValueExact(),
                rest.high().longValueExact(),
                rest.step().longValueExact(),
                descending());
    }
}
