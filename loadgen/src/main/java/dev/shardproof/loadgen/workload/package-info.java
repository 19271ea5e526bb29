/**
 * What the applications do: pure generators that turn a random source into operations. Open
 * {@link dev.shardproof.loadgen.workload.Workload} first; which keys they are about is chosen in {@code workload.key}.
 *
 * <p>No IO and no clock. Imports {@code loadgen.workload.key}, the values of {@code verifier.history} and the JDK.
 */
package dev.shardproof.loadgen.workload;
