package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.history.Outcome;

/**
 * What became of each argument of a write, append or insert: a byte for every number that they range over, in pages, so
 * that numbers that lie together cost little. Numbers of 0 or less were there before the first operation and are not
 * remembered. Not thread-safe.
 */
final class ArgumentLedger {

    /** What it is the argument of, see {@link #family}. */
    static final int WRITES = 1;

    static final int APPENDS = 2;
    static final int INSERTS = 3;

    private static final int OUTCOME_MASK = 3; // 0 is unknown, else the ordinal + 1
    private static final int SEEN = 1 << 2;
    private static final int FOUND_SHIFT = 3;
    private static final int FOUND_MASK = 3; // 3 is three or more
    private static final int FAMILY_SHIFT = 5;
    private static final int FAMILY_MASK = 3;

    private static final int PAGE_BITS = 12;
    private static final Outcome[] OUTCOMES = Outcome.values();

    private final LongTable<byte[]> pages = new LongTable<>();
    private long currentNumber = -1;
    private byte[] current;
    private long reused;

    /** Takes an entry of {@link #forEach}. */
    @FunctionalInterface
    interface EntryConsumer {
        void accept(long argument, int entry);
    }

    /** Notes how an operation has ended; returns whether its argument was read before that. */
    boolean record(long argument, int family, Outcome outcome) {
        if (argument <= 0) {
            return false;
        }
        byte[] page = page(argument);
        int place = place(argument);
        if ((page[place] & OUTCOME_MASK) != 0) {
            reused++;
        }
        page[place] = (byte) (page[place] & ~OUTCOME_MASK | outcome.ordinal() + 1 | family << FAMILY_SHIFT);
        return (page[place] & SEEN) != 0;
    }

    /** Notes that a read saw it; returns what became of the operation, or null if that is not known (yet). */
    Outcome see(long argument) {
        if (argument <= 0) {
            return Outcome.ACKNOWLEDGED;
        }
        byte[] page = page(argument);
        page[place(argument)] |= SEEN;
        return outcome(page[place(argument)]);
    }

    /** Notes that it is there in the end; returns how often so far, at most 3. */
    int find(long argument) {
        if (argument <= 0) {
            return 1;
        }
        byte[] page = page(argument);
        int place = place(argument);
        int found = Math.min(found(page[place]) + 1, FOUND_MASK);
        page[place] = (byte) (page[place] & ~(FOUND_MASK << FOUND_SHIFT) | found << FOUND_SHIFT);
        return found;
    }

    /** What is known of an argument. */
    int entry(long argument) {
        return argument <= 0 ? Outcome.ACKNOWLEDGED.ordinal() + 1 : page(argument)[place(argument)];
    }

    /** Hands over every argument of which something is known. */
    void forEach(EntryConsumer consumer) {
        pages.forEach((number, page) -> {
            for (int i = 0; i < page.length; i++) {
                if (page[i] != 0) {
                    consumer.accept(number << PAGE_BITS | i, page[i]);
                }
            }
        });
    }

    /** How many operations came with an argument that another one had already. */
    long reused() {
        return reused;
    }

    /** What became of the operation, or null if no operation had that argument. */
    static Outcome outcome(int entry) {
        int outcome = entry & OUTCOME_MASK;
        return outcome == 0 ? null : OUTCOMES[outcome - 1];
    }

    static boolean seen(int entry) {
        return (entry & SEEN) != 0;
    }

    static int found(int entry) {
        return entry >>> FOUND_SHIFT & FOUND_MASK;
    }

    static int family(int entry) {
        return entry >>> FAMILY_SHIFT & FAMILY_MASK;
    }

    private static int place(long argument) {
        return (int) argument & (1 << PAGE_BITS) - 1;
    }

    private byte[] page(long argument) {
        long number = argument >>> PAGE_BITS;
        if (number != currentNumber) {
            current = pages.computeIfAbsent(number, () -> new byte[1 << PAGE_BITS]);
            currentNumber = number;
        }
        return current;
    }
}
