package dev.shardproof.verifier.checkpoint;

import java.util.Arrays;
import java.util.Objects;

/**
 * The digest of the first pages of a table on one shard, as the scan that made it would write it down.
 *
 * @param digest the sums of the buckets, in a form that only the scan knows; no values
 * @param nextPage the first page that is not in it
 * @param finished whether the whole table is in it
 * @param readAt when the last of it was read, in milliseconds since 1970; what was read then need not be so any more
 */
public record SavedDigest(byte[] digest, long nextPage, boolean finished, long readAt) {
    public SavedDigest {
        Objects.requireNonNull(digest, "digest is null");
        digest = digest.clone();
        if (nextPage < 0) {
            throw new IllegalArgumentException("nextPage is negative: " + nextPage);
        }
    }

    @Override
    public byte[] digest() {
        return digest.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SavedDigest saved
                && Arrays.equals(digest, saved.digest)
                && nextPage == saved.nextPage
                && finished == saved.finished
                && readAt == saved.readAt;
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(digest), nextPage, finished, readAt);
    }

    @Override
    public String toString() {
        return "%d bytes up to page %d%s".formatted(digest.length, nextPage, finished ? ", finished" : "");
    }
}
