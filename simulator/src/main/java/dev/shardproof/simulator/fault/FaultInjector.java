package dev.shardproof.simulator.fault;

/** Turns a fault into one that acts. Implementations are thread-safe. */
public interface FaultInjector {

    /**
     * Injects {@code fault}.
     *
     * @return the handle that heals it
     * @throws FaultException if it could not be injected; then nothing of it acts
     */
    ActiveFault inject(Fault fault);
}
