package dev.shardproof.simulator.fault.probe;

import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.net.SocketException;
import java.util.Objects;

/** A probe whose samples fail only by a TCP reset; any other failure counts as 0, for it is not what was asked for. */
public final class ResetProbe implements Probe {

    private static final double OTHER_FAILURE = 0;

    private final Probe inner;

    /** Looks at the failures of {@code inner}, which it closes. */
    public ResetProbe(Probe inner) {
        this.inner = Objects.requireNonNull(inner, "inner is null");
    }

    @Override
    public double sample() throws IOException {
        try {
            return inner.sample();
        } catch (IOException e) {
            if (isReset(e)) {
                throw e;
            }
            return OTHER_FAILURE;
        }
    }

    /** The JDK has no class of its own for it; "Connection reset", "Connection reset by peer", on Linux and macOS. */
    private static boolean isReset(IOException e) {
        return e instanceof SocketException && String.valueOf(e.getMessage()).contains("reset");
    }

    @Override
    public void close() {
        inner.close();
    }
}
