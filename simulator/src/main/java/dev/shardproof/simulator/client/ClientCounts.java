package dev.shardproof.simulator.client;

/**
 * What an instance has done since it began, counted when it happens and not only when a request ends. All of them only rise.
 *
 * @param requests how many requests it was given
 * @param attempts how many attempts it made for them, hedges among them; those that a breaker refused were not made
 * @param attemptsBeyondLimit how many of these its own retry policy would not have made: those after more failures than the
 *     policy repeats; refusals because a range moves do not count, for they are repeated without a limit
 * @param acknowledgedInTime requests that succeeded within the policy's time-out, counted from when they came in
 * @param retriesRefused retries that the policy wanted and the budget refused
 * @param hedges reads that were asked a second time beside the first
 * @param breakerRejected requests that an open breaker ended
 * @param staleRequests requests of which an attempt was routed by an epoch that was known to be replaced
 * @param poolWaits how many times a connection was asked for
 * @param poolWaitMicros how long all of these waited together, in microseconds, those that got none included
 */
public record ClientCounts(
        long requests,
        long attempts,
        long attemptsBeyondLimit,
        long acknowledgedInTime,
        long retriesRefused,
        long hedges,
        long breakerRejected,
        long staleRequests,
        long poolWaits,
        long poolWaitMicros) {

    /** The sum of two. */
    public ClientCounts plus(ClientCounts other) {
        return new ClientCounts(
                requests + other.requests,
                attempts + other.attempts,
                attemptsBeyondLimit + other.attemptsBeyondLimit,
                acknowledgedInTime + other.acknowledgedInTime,
                retriesRefused + other.retriesRefused,
                hedges + other.hedges,
                breakerRejected + other.breakerRejected,
                staleRequests + other.staleRequests,
                poolWaits + other.poolWaits,
                poolWaitMicros + other.poolWaitMicros);
    }
}
