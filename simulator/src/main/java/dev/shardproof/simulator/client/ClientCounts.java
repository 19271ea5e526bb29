package dev.shardproof.simulator.client;

/**
 * What an instance has done since it began, counted when it happens and not only when a request ends.
 *
 * @param requests how many requests it was given
 * @param attempts how many attempts it made for them
 * @param attemptsBeyondLimit how many of these its own retry policy would not have made: those after more failures than the
 *     policy repeats; refusals because a range moves do not count, for they are repeated without a limit
 */
public record ClientCounts(long requests, long attempts, long attemptsBeyondLimit) {

    /** The sum of two. */
    public ClientCounts plus(ClientCounts other) {
        return new ClientCounts(
                requests + other.requests, attempts + other.attempts, attemptsBeyondLimit + other.attemptsBeyondLimit);
    }
}
