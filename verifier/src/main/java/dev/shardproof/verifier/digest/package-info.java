/**
 * Sums of row hashes: the digest of a set of rows, cut into buckets, and what is known of a single row without its values.
 * Open {@link dev.shardproof.verifier.digest.BucketDigests} first. Values only.
 */
package dev.shardproof.verifier.digest;
