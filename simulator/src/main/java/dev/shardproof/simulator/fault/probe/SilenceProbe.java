package dev.shardproof.simulator.fault.probe;

import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Objects;

/** Whether another probe gets an answer at all: 1 for silence until its time is up, 0 for an answer. */
public final class SilenceProbe implements Probe {

    private final Probe probe;

    /** Asks by {@code probe}, which this closes too. */
    public SilenceProbe(Probe probe) {
        this.probe = Objects.requireNonNull(probe, "probe is null");
    }

    @Override
    public double sample() throws IOException {
        try {
            probe.sample();
            return 0;
        } catch (SocketTimeoutException e) {
            return 1;
        }
    }

    @Override
    public void close() {
        probe.close();
    }
}
