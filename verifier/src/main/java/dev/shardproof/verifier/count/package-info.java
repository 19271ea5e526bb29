/**
 * The cheapest judge: as many rows after as before. Open {@link dev.shardproof.verifier.count.RowCount}.
 *
 * <p>Imports {@code verifier.compare}, {@code verifier.check}.
 */
package dev.shardproof.verifier.count;
