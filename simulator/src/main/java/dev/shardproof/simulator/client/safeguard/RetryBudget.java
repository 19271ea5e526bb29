package dev.shardproof.simulator.client.safeguard;

import java.util.Optional;

/**
 * How many retries an instance may make compared with its requests: a token bucket whose state the caller keeps. Each
 * request pays in {@code share} of a token, each retry takes out a whole one, and there are never more than {@code burst}.
 * Over any stretch, therefore, retries are at most {@code share} of the requests, plus {@code burst}. The idea is that of
 * Finagle's retry budget and of gRPC's retry throttling; unlike theirs, it knows no clock.
 *
 * @param share retries for each request in the long run, above 0, at most 1
 * @param burst the most tokens that can be saved, at least 1; a new bucket is full
 */
public record RetryBudget(double share, double burst) {

    /** What a bucket holds. */
    public record State(double tokens) {}

    public RetryBudget {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be above 0 and at most 1, found " + share);
        }
        if (!(burst >= 1 && burst < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("burst must be at least 1, found " + burst);
        }
    }

    /** A new bucket. */
    public State full() {
        return new State(burst);
    }

    /** After a request has come in. */
    public State afterRequest(State state) {
        return new State(Math.min(burst, state.tokens() + share));
    }

    /** After a retry; empty if there is no token for one, and the state stays as it is. */
    public Optional<State> afterRetry(State state) {
        return state.tokens() >= 1 ? Optional.of(new State(state.tokens() - 1)) : Optional.empty();
    }
}
