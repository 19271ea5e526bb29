package dev.shardproof.simulator.fault.probe;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.session.ServerSession;
import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Measures how long so many bytes take through a link, in a session that is kept. Samples are milliseconds. */
public final class TransferProbe implements Probe {

    private static final double NANOS_PER_MILLI = 1e6;

    private final ServerSession session;
    private final int bytes;
    private final boolean toServer;
    private final LongSupplier nanoTime;

    private TransferProbe(ServerSession session, int bytes, boolean toServer, LongSupplier nanoTime) {
        this.session = session;
        this.bytes = bytes;
        this.toServer = toServer;
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    /** Bytes from the server to the client. */
    public static TransferProbe ofAnswers(
            ShardServer server, Endpoint link, int bytes, Duration patience, LongSupplier nanoTime) {
        return new TransferProbe(new ServerSession(server, link, patience), bytes, false, nanoTime);
    }

    /** Bytes from the client to the server. */
    public static TransferProbe ofRequests(
            ShardServer server, Endpoint link, int bytes, Duration patience, LongSupplier nanoTime) {
        return new TransferProbe(new ServerSession(server, link, patience), bytes, true, nanoTime);
    }

    @Override
    public double sample() throws IOException {
        session.processId(); // opened, if it was not: that does not count
        String cargo = toServer ? "x".repeat(bytes) : "";
        long start = nanoTime.getAsLong();
        if (toServer) {
            session.value("SELECT pg_catalog.length(?::text)", cargo);
        } else {
            session.value("SELECT pg_catalog.repeat('x', ?)", bytes);
        }
        return (nanoTime.getAsLong() - start) / NANOS_PER_MILLI;
    }

    @Override
    public void close() {
        session.close();
    }
}
