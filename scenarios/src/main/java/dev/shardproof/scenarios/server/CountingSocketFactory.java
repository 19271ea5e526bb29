package dev.shardproof.scenarios.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/** Sockets that add what they receive to a {@link ReceivedBytes}. Made by the driver, therefore public. Thread-safe. */
public final class CountingSocketFactory extends SocketFactory {

    /** A machine that is gone is noticed after a minute and a half; by itself a system waits for two hours. */
    private static final Map<SocketOption<Integer>, Integer> SIGNS_OF_LIFE = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 30,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 10,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 6);

    private final LongAdder received;

    /** @param key of the counter */
    public CountingSocketFactory(String key) {
        this.received = ReceivedBytes.counter(key);
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new CountingSocket(received);
        for (Map.Entry<SocketOption<Integer>, Integer> option : SIGNS_OF_LIFE.entrySet()) {
            if (socket.supportedOptions().contains(option.getKey())) {
                socket.setOption(option.getKey(), option.getValue());
            }
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
    }

    private Socket connected(InetSocketAddress remote, InetSocketAddress local) throws IOException {
        Socket socket = createSocket();
        if (local != null) {
            socket.bind(local);
        }
        socket.connect(remote);
        return socket;
    }

    private static final class CountingSocket extends Socket {

        private final LongAdder received;

        CountingSocket(LongAdder received) {
            this.received = received;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new CountingStream(super.getInputStream(), received);
        }
    }

    private static final class CountingStream extends FilterInputStream {

        private final LongAdder received;

        CountingStream(InputStream in, LongAdder received) {
            super(in);
            this.received = received;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            received.add(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            received.add(Math.max(0, count));
            return count;
        }
    }
}
