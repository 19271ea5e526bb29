package dev.shardproof.simulator.cluster.session;

import dev.shardproof.simulator.cluster.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;

/**
 * Sockets of which the first goes where it is told to, and all others take a detour. The PostgreSQL driver opens the first
 * for the session and one more for each request to cancel a statement. It makes one factory a connection, by this class's
 * name; therefore it is public.
 */
public final class DetourSocketFactory extends SocketFactory {

    private static final int HANG_UP_MILLIS = 300;

    private final InetSocketAddress detour;
    private final AtomicBoolean first = new AtomicBoolean(true);

    /** Called by the driver, with an {@link #argument}. */
    public DetourSocketFactory(String argument) {
        int space = argument.lastIndexOf(' ');
        this.detour =
                new InetSocketAddress(argument.substring(0, space), Integer.parseInt(argument.substring(space + 1)));
    }

    static String argument(Endpoint detour) {
        return detour.host() + " " + detour.port();
    }

    @Override
    public Socket createSocket() {
        return first.getAndSet(false) ? new Socket() : new DetouredSocket();
    }

    /** Connects to the detour, whatever it is asked to connect to. */
    private final class DetouredSocket extends Socket {
        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(detour, timeout);
        }

        /** The driver waits for the server to hang up; what is looked for shows elsewhere, and earlier. */
        @Override
        public void setSoTimeout(int timeout) throws SocketException {
            super.setSoTimeout(Math.min(timeout == 0 ? HANG_UP_MILLIS : timeout, HANG_UP_MILLIS));
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw unconnectedOnly();
    }

    private static UnsupportedOperationException unconnectedOnly() {
        return new UnsupportedOperationException("only sockets that are not connected yet");
    }
}
