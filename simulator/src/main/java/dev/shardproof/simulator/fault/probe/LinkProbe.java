package dev.shardproof.simulator.fault.probe;

import dev.shardproof.simulator.fault.Link;
import dev.shardproof.simulator.fault.Probe;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Measures a link to a PostgreSQL server without credentials: it sends the SSLRequest packet of the wire protocol, which
 * a server answers by one byte before it asks who is there, and hangs up. A server logs nothing about it, unless
 * {@code log_connections} is on.
 *
 * <p>Each sample uses a connection of its own, because a server takes one SSLRequest a connection. Only the time from
 * the request to the answer counts. Connecting does not: a proxy accepts at once, whatever its toxics are, and connects
 * to the server later, so that the sample contains that second connect. Samples are milliseconds. Thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">SSLRequest</a>
 */
public final class LinkProbe implements Probe {

    private static final int PACKET_LENGTH = 8;
    private static final int SSL_REQUEST_CODE = 80877103;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final String host;
    private final int port;
    private final int timeoutMillis;
    private final LongSupplier nanoTime;

    /**
     * Probes an address.
     *
     * @param timeout for the connect, and again for the answer; positive
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public LinkProbe(String host, int port, Duration timeout, LongSupplier nanoTime) {
        this.host = Objects.requireNonNull(host, "host is null");
        this.port = port;
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
        if (timeoutMillis < 1) {
            throw new IllegalArgumentException("timeout is %s: at least 1 ms is needed".formatted(timeout));
        }
    }

    /**
     * Probes {@code link}.
     *
     * @param mostRise by how much the round trip may rise; the probe waits that much longer than usual
     */
    public static LinkProbe of(Link link, Duration mostRise, LongSupplier nanoTime) {
        return new LinkProbe(link.host(), link.port(), PATIENCE.plus(mostRise), nanoTime);
    }

    @Override
    public double sample() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            byte[] request = ByteBuffer.allocate(PACKET_LENGTH)
                    .putInt(PACKET_LENGTH)
                    .putInt(SSL_REQUEST_CODE)
                    .array();
            long start = nanoTime.getAsLong();
            socket.getOutputStream().write(request);
            int answer = socket.getInputStream().read();
            long end = nanoTime.getAsLong();
            check(answer);
            return (end - start) / NANOS_PER_MILLI;
        }
    }

    private void check(int answer) throws IOException {
        if (answer < 0) {
            throw new EOFException("%s:%d closed the connection without an answer".formatted(host, port));
        }
        if (answer != 'N' && answer != 'S') {
            throw new IOException("%s:%d does not answer as a PostgreSQL server: byte 0x%02x instead of 'N' or 'S'"
                    .formatted(host, port, answer));
        }
    }
}
