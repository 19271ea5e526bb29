/**
 * Whether the large objects that rows refer to came along. Open
 * {@link dev.shardproof.verifier.largeobject.LargeObjectsCheck} first.
 *
 * <p>Imports {@code verifier.source}, {@code verifier.dialect.postgres}, {@code verifier.table} and {@code verifier.check}.
 */
package dev.shardproof.verifier.largeobject;
