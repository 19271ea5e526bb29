/**
 * What to know of the servers before anything is read in earnest: who they are, and whether the role that reads them
 * could write. Open {@link dev.shardproof.verifier.preflight.Preflight} first.
 *
 * <p>Imports {@code verifier.source}, {@code verifier.dialect.postgres} and {@code verifier.report}.
 */
package dev.shardproof.verifier.preflight;
