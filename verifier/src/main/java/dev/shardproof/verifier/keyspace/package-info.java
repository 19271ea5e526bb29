/**
 * The key space as the judge sees it: 64-bit points, half-open intervals, who owns which, what moved where. Plain
 * values that the caller fills in. Open {@link dev.shardproof.verifier.keyspace.KeyInterval} first.
 *
 * <p>Imports nothing but the JDK. It repeats a little of what a mover knows, on purpose: a wrong range in the mover must
 * not be able to hide itself from its judge.
 */
package dev.shardproof.verifier.keyspace;
