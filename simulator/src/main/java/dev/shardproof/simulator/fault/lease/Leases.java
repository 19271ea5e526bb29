package dev.shardproof.simulator.fault.lease;

import java.time.Duration;
import java.util.List;

/** Where leases are taken. Implementations are thread-safe. */
public interface Leases {

    /** Leases that nobody watches: for tests, and for what ends with this process anyway. */
    Leases UNWATCHED = (fault, timeToLive, actions) -> () -> {};

    /**
     * Takes a lease; to be called before the fault acts. Returns when the watchdog has it.
     *
     * @param fault the fault's name, for messages
     * @param timeToLive after which the watchdog heals it even if this process lives; positive
     * @param actions what heals it, each idempotent and harmless if the fault never came to act
     * @throws dev.shardproof.simulator.fault.lease.LeaseException if the watchdog does not take it; do not inject then
     */
    Lease grant(String fault, Duration timeToLive, List<HealAction> actions);
}
