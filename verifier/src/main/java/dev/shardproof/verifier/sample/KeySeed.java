package dev.shardproof.verifier.sample;

/** The seed under which the keys of a table are hashed. */
final class KeySeed {

    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private KeySeed() {}

    /**
     * A seed of its own for each table, so that what is drawn of one says nothing of another. Mixed, since a bare seed of 0
     * would make the hash of a key the point of its row, and all rows drawn would lie on one shard.
     */
    static long of(long seed, String table) {
        long state = seed;
        for (int i = 0; i < table.length(); i++) {
            state = mix(state + GAMMA * (table.charAt(i) + 1L));
        }
        return mix(state + GAMMA) | 1; // never 0
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
