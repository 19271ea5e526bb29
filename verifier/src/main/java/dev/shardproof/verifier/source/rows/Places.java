package dev.shardproof.verifier.source.rows;

/**
 * Where a table's rows can lie on a shard, by its catalogue.
 *
 * @param pages how many pages it has
 * @param onAPage how many places each page has
 * @param onOneHeap whether its rows have places of their own, and a unique index has their keys
 */
public record Places(long pages, long onAPage, boolean onOneHeap) {

    /** How many places there are. */
    public long count() {
        return pages * onAPage;
    }

    /** These and those of another shard. */
    public Places and(Places other) {
        return new Places(pages + other.pages, onAPage, onOneHeap && other.onOneHeap && onAPage == other.onAPage);
    }
}
