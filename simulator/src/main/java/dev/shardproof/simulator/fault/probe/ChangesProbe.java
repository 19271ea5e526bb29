package dev.shardproof.simulator.fault.probe;

import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.util.Objects;

/** Samples as another probe does, and counts how often it went from answering to failing and back. */
public final class ChangesProbe implements Probe {

    private final Probe inner;
    private boolean answered = true;
    private int changes;

    /** Looks at the failures of {@code inner}, which it closes. */
    public ChangesProbe(Probe inner) {
        this.inner = Objects.requireNonNull(inner, "inner is null");
    }

    @Override
    public double sample() throws IOException {
        try {
            double sample = inner.sample();
            note(true);
            return sample;
        } catch (IOException e) {
            note(false);
            throw e;
        }
    }

    private void note(boolean now) {
        if (now != answered) {
            changes++;
            answered = now;
        }
    }

    /** How often it changed so far, as a probe that samples nothing by itself. */
    public Probe changes() {
        return () -> changes;
    }

    @Override
    public void close() {
        inner.close();
    }
}
