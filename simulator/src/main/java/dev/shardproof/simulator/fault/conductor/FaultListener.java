package dev.shardproof.simulator.fault.conductor;

import java.time.Instant;

/**
 * Hears of faults as they happen, from several threads; of one fault always in the order injected, healed, judged. What it
 * throws is logged and changes nothing. It must not close the conductor, which waits for it.
 */
public interface FaultListener {

    /** A listener that does nothing. */
    FaultListener NONE = new FaultListener() {};

    /** The fault acts from now on. */
    default void injected(PlacedFault fault, Instant at) {}

    /** The fault was taken away. */
    default void healed(PlacedFault fault, Instant at) {}

    /** The fault is over and its effect is known. */
    default void judged(FaultRecord fault) {}
}
