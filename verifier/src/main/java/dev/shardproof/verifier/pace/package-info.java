/**
 * How a verification spares the servers that it reads, and how far it is. Open
 * {@link dev.shardproof.verifier.pace.PoliteScan} first.
 *
 * <p>Imports {@code verifier.source} and {@code verifier.plan}, no {@code java.sql}.
 */
package dev.shardproof.verifier.pace;
