/**
 * Who owns which slice of the key space, and the plans that change it: pure, immutable values without any IO. Open
 * {@link dev.shardproof.simulator.topology.Topology} first.
 *
 * <p>Imports nothing but the JDK.
 */
package dev.shardproof.simulator.topology;
