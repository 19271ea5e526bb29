package dev.shardproof.simulator.fault.probe;

import dev.shardproof.simulator.fault.Probe;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Measures how long the end of a connection takes to the server and back: it asks a PostgreSQL server as {@link LinkProbe}
 * does, ends its side, and waits for the server to end the other. A server says and logs nothing about a client that
 * leaves before it has said who it is. Samples are milliseconds.
 */
public final class EndProbe implements Probe {

    private static final double NANOS_PER_MILLI = 1e6;

    private final InetSocketAddress address;
    private final int timeoutMillis;
    private final LongSupplier nanoTime;

    /**
     * Probes an address.
     *
     * @param timeout for each answer; positive
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public EndProbe(String host, int port, Duration timeout, LongSupplier nanoTime) {
        this.address = new InetSocketAddress(host, port);
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public double sample() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(address, timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            socket.getOutputStream().write(LinkProbe.request());
            if (socket.getInputStream().read() < 0) {
                throw new EOFException("%s closed the connection without an answer".formatted(address));
            }
            long start = nanoTime.getAsLong();
            socket.shutdownOutput();
            if (socket.getInputStream().read() >= 0) {
                throw new IOException("%s says more than one byte to a stranger".formatted(address));
            }
            return (nanoTime.getAsLong() - start) / NANOS_PER_MILLI;
        }
    }
}
