package dev.shardproof.verifier.history.consistency.criteria;

import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.keyspace.OwnedRange;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Which shard owned which keys, and when.
 *
 * @param terms one for every epoch that was in force, in the order of their beginnings
 * @param keyPoint places a key
 */
public record Ownership(List<Term> terms, KeyPoint keyPoint) {

    /**
     * One epoch.
     *
     * @param epoch its number
     * @param fromMicros when it came into force for certain, e.g. when its commit had returned, in microseconds since the
     *     Unix epoch by the clock of the history; of the first term it does not matter
     * @param owners who owns what
     */
    public record Term(long epoch, long fromMicros, List<OwnedRange> owners) {
        public Term {
            owners = List.copyOf(owners);
            if (owners.isEmpty()) {
                throw new IllegalArgumentException("in epoch %d nobody owns anything".formatted(epoch));
            }
        }
    }

    /** Places a key in the key space: a port, for a judge must not use the mover's hash. */
    @FunctionalInterface
    public interface KeyPoint {

        /** The point of the operation's key, or empty if the history does not tell the key. */
        OptionalLong of(ClientOperation operation);
    }

    public Ownership {
        terms = List.copyOf(terms);
        Objects.requireNonNull(keyPoint, "keyPoint is null");
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("there is no epoch");
        }
        for (int i = 1; i < terms.size(); i++) {
            Term before = terms.get(i - 1);
            Term after = terms.get(i);
            if (after.epoch() <= before.epoch() || (i > 1 && after.fromMicros() < before.fromMicros())) {
                throw new IllegalArgumentException("epoch %d from %d comes after epoch %d from %d"
                        .formatted(after.epoch(), after.fromMicros(), before.epoch(), before.fromMicros()));
            }
        }
    }
}
