package dev.shardproof.simulator.metrics;

import java.io.IOException;
import java.util.Map;

/**
 * How busy the machines are that servers run on, or what stands for a machine: a container. Each of the two questions is for
 * one thread at a time; both may be asked at once.
 */
public interface HostMetrics extends AutoCloseable {

    /**
     * Processor and network since the last look.
     *
     * @return the load by the machine's name as a person would say it; empty at the first look, and if no time has passed
     * @throws IOException if one of them does not tell; the message says why in words for people
     */
    Map<String, MachineLoad> load() throws IOException;

    /**
     * How much time went by waiting for a disk since the last look, as a share.
     *
     * @return the share by the machine's name; empty at the first look, and if no time has passed
     * @throws IOException if one of them does not tell; the message says why in words for people
     */
    Map<String, Double> ioWait() throws IOException;

    /** Ends whatever listens. Idempotent; does not throw. */
    @Override
    void close();
}
