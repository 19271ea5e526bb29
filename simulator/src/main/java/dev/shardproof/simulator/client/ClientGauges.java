package dev.shardproof.simulator.client;

/**
 * How an instance is at present.
 *
 * @param poolPending how many threads wait for a connection
 * @param breakersOpen how many of its breakers are open
 */
public record ClientGauges(long poolPending, long breakersOpen) {

    /** The sum of two. */
    public ClientGauges plus(ClientGauges other) {
        return new ClientGauges(poolPending + other.poolPending, breakersOpen + other.breakersOpen);
    }
}
