/**
 * Which rows of a comparison differ, and in which columns: found by what the digests say, walked side by side, named by
 * their keys. Open {@link dev.shardproof.verifier.compare.locate.RowLocator} first.
 *
 * <p>Imports {@code verifier.compare}, {@code verifier.source}, {@code verifier.digest}, {@code verifier.table} and
 * {@code verifier.check}.
 */
package dev.shardproof.verifier.compare.locate;
