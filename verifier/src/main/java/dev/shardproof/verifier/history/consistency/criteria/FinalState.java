package dev.shardproof.verifier.history.consistency.criteria;

import java.util.EnumSet;
import java.util.Set;

/**
 * What is there after the last operation has ended. It is read once, before the history.
 *
 * <p>What the clients and the loader of the data must keep to, so that it means something:
 *
 * <ul>
 *   <li>Keys are those of the history ({@link dev.shardproof.verifier.history.ClientOperation#key()}).
 *   <li>Arguments of writes, appends and inserts are positive, and unique in the history; what was there before the first
 *       operation has arguments of 0 or less.
 *   <li>A register's version is 0 before its first write, whether it is there or not. Every write raises it by 1. A delete
 *       leaves it: what is written after a delete goes on counting from the version that was deleted.
 *   <li>A list's elements are the arguments of its appends, in the order in which they happened.
 * </ul>
 */
public interface FinalState {

    /** What kinds of data there are. */
    enum Kind {
        REGISTERS,
        LISTS,
        INSERTS,
        SUMS
    }

    /** Takes what is there, in any order. Calls come from one thread. */
    interface Visitor {

        /** A register that is there. One that is never told of is not there. */
        void register(long key, long version, long argument);

        /** A list that is there, with all of its elements; the array is kept. One that is never told of is empty. */
        void list(long key, long[] elements);

        /** A row that an insert has made; called once for every such row, so twice for a duplicate. */
        void inserted(long argument);

        /**
         * A sum that never changes.
         *
         * @param key what it is the sum of, for a human
         */
        void sum(long key, long expected, long found);

        /**
         * What something holds that changes, and whose every change left an entry.
         *
         * @param key what holds it, for a human
         * @param expected what it held at first, and all entries
         */
        void balance(long key, long expected, long found);
    }

    /** Nothing is known about the end: what can only be judged by it is inconclusive. */
    FinalState UNKNOWN = new FinalState() {
        @Override
        public Set<Kind> kinds() {
            return EnumSet.noneOf(Kind.class);
        }

        @Override
        public void read(Visitor visitor) {
            // There is nothing to tell.
        }
    };

    /** Of what kinds it tells everything. */
    Set<Kind> kinds();

    /**
     * Tells everything.
     *
     * @throws Exception if it can not be read
     */
    void read(Visitor visitor) throws Exception;
}
