package dev.shardproof.simulator.fault.client;

import dev.shardproof.simulator.fault.catalog.Fault;
import java.time.Duration;

/**
 * The line to the applications by which they are made to misbehave. They end a fault by themselves when its lease is over,
 * and all faults when the line breaks, so that none outlives a harness that is dead or stuck. Implementations are
 * thread-safe.
 */
public interface ApplicationControl {

    /**
     * Returns when the fault acts.
     *
     * @param id names this one fault among those that act; a word
     * @param fault one that is aimed at the applications
     * @param lease for how long, unless it is renewed; positive
     * @throws dev.shardproof.simulator.fault.FaultException if it does not act; the message says why
     */
    void start(String id, Fault fault, Duration lease);

    /**
     * Lets a fault act for so much longer, from now.
     *
     * @throws dev.shardproof.simulator.fault.FaultException if it does not act any more, or could not be told
     */
    void renew(String id, Duration lease);

    /**
     * Returns when the fault does not act any more, also if it did not before or the applications are gone.
     *
     * @throws dev.shardproof.simulator.fault.FaultException if it may still act
     */
    void stop(String id);
}
