package dev.shardproof.reports.run;

/**
 * What the instances of the application did in one phase of the run, all together, by their own count.
 *
 * @param phase the phase
 * @param requests requests that came in
 * @param attempts attempts made for them
 * @param goodputPerSecond requests acknowledged within their time-out, a second
 * @param retriesRefused retries that a budget refused
 * @param hedges reads that were asked a second time
 * @param breakerRejected requests that an open breaker ended
 * @param breakersOpenMax the most breakers that were open at a time
 * @param staleRequests requests by a topology that had been replaced
 * @param poolWaitMicros how long a connection was waited for on average, in microseconds
 * @param poolPendingMax the most that waited for one at a time
 */
public record ApplicationPhase(
        String phase,
        long requests,
        long attempts,
        double goodputPerSecond,
        long retriesRefused,
        long hedges,
        long breakerRejected,
        long breakersOpenMax,
        long staleRequests,
        long poolWaitMicros,
        long poolPendingMax) {

    public ApplicationPhase {
        Require.text(phase, "phase");
        Require.notNegative(requests, "requests");
        Require.notNegative(attempts, "attempts");
        Require.finite(goodputPerSecond, "goodputPerSecond");
        Require.notNegative(retriesRefused, "retriesRefused");
        Require.notNegative(hedges, "hedges");
        Require.notNegative(breakerRejected, "breakerRejected");
        Require.notNegative(breakersOpenMax, "breakersOpenMax");
        Require.notNegative(staleRequests, "staleRequests");
        Require.notNegative(poolWaitMicros, "poolWaitMicros");
        Require.notNegative(poolPendingMax, "poolPendingMax");
    }

    /** Attempts for each request; 0 without requests. */
    public double amplification() {
        return requests == 0 ? 0 : (double) attempts / requests;
    }
}
