package dev.shardproof.verifier.history.consistency;

import dev.shardproof.verifier.history.ClientOperation;

/**
 * Which session has written or seen something of which key, and since when: only a read that comes after that can deceive its
 * session, so only such reads prove anything. Of fixed size, and so forgetful: what falls into a place that is taken drives
 * out what was there. Not thread-safe.
 */
final class SessionMemory {

    /** What a session did to a key. */
    enum Deed {
        WROTE,
        READ
    }

    private static final int PLACES = 1 << 16;

    /** For each place what was done, and when it had ended, for they are needed together. */
    private final long[] entries = new long[2 * PLACES];

    /** An acknowledged operation has written, or seen, what a later read of its session must not miss. */
    void learn(Deed deed, boolean list, ClientOperation operation) {
        long mark = mark(deed, list, operation);
        int place = place(mark);
        if (entries[place] != mark) { // else it is known since earlier
            entries[place] = mark;
            entries[place + 1] = operation.endMicros();
        }
    }

    /** Whether the session of a read is remembered to have done so before the read was invoked. */
    boolean knows(Deed deed, boolean list, ClientOperation read) {
        long mark = mark(deed, list, read);
        int place = place(mark);
        return entries[place] == mark && entries[place + 1] < read.invokedMicros();
    }

    /** As good as unique, and never 0: 61 bits of a hash, and what was done. */
    private static long mark(Deed deed, boolean list, ClientOperation operation) {
        long hash = mixed(operation.evidence().session() * 0x9e3779b97f4a7c15L + mixed(operation.key()));
        return hash << 3 | deed.ordinal() << 2 | (list ? 2 : 0) | 1;
    }

    private static int place(long mark) {
        return (int) (mixed(mark) >>> 32) & 2 * PLACES - 2;
    }

    /** The finalizer of MurmurHash3 for 64 bits (A. Appleby). */
    private static long mixed(long number) {
        long h = number;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
