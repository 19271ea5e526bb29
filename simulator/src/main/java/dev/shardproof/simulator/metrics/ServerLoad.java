package dev.shardproof.simulator.metrics;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What servers say about themselves, the worst of them each time.
 *
 * @param replicaLagSeconds how old the oldest change is that a replica has not confirmed; empty if nothing replicates
 * @param retainedWalBytes log that is kept for the slot that is furthest behind; 0 without slots
 * @param connectionShare client sessions as a share of those that the server allows
 */
public record ServerLoad(OptionalDouble replicaLagSeconds, long retainedWalBytes, double connectionShare) {

    public ServerLoad {
        Objects.requireNonNull(replicaLagSeconds, "replicaLagSeconds is null");
    }

    /** The worse of two, figure by figure. */
    ServerLoad or(ServerLoad other) {
        OptionalDouble lag = replicaLagSeconds.isEmpty()
                ? other.replicaLagSeconds
                : OptionalDouble.of(Math.max(
                        replicaLagSeconds.getAsDouble(),
                        other.replicaLagSeconds.orElse(replicaLagSeconds.getAsDouble())));
        return new ServerLoad(
                lag,
                Math.max(retainedWalBytes, other.retainedWalBytes),
                Math.max(connectionShare, other.connectionShare));
    }
}
