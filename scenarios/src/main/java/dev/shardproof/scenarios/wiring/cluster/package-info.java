/**
 * The servers of a run: started or found as the scenario says, each behind a wire proxy, and removed when the run ends or
 * after it was killed. Open {@link dev.shardproof.scenarios.wiring.cluster.LiveCluster} first, then
 * {@link dev.shardproof.scenarios.wiring.cluster.LiveShards}.
 *
 * <p>Imports {@code spec}, {@code scenarios.server}, {@code simulator}, the ports of {@code verifier} that servers stand
 * behind, and {@code java.sql}; {@code wiring} calls it.
 */
package dev.shardproof.scenarios.wiring.cluster;
