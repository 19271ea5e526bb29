package dev.shardproof.simulator.fault;

import dev.shardproof.simulator.fault.catalog.Fault;
import java.time.Duration;

/** Turns a fault into one that acts. Implementations are thread-safe. */
public interface FaultInjector {

    /**
     * Injects {@code fault}.
     *
     * @param timeToLive how long it acts at the most; a watchdog heals it then, should nobody else
     * @return the handle that heals it
     * @throws PartlyInjectedException if it could not be injected, and a part of it may act; the caller has to heal that
     * @throws FaultException if it could not be injected; then nothing of it acts
     */
    ActiveFault inject(Fault fault, Duration timeToLive);
}
