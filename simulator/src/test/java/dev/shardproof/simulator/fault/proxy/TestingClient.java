package dev.shardproof.simulator.fault.proxy;

import eu.rekawek.toxiproxy.Proxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A client of a proxied server, with a limit for every wait. */
public final class TestingClient implements AutoCloseable {

    private static final int LIMIT_MILLIS = 20_000;

    private final Socket socket = new Socket();

    public TestingClient(Proxy proxy) throws IOException {
        this(portOf(proxy));
    }

    public TestingClient(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port), LIMIT_MILLIS);
    }

    public static int portOf(Proxy proxy) {
        return Integer.parseInt(proxy.getListen().substring(proxy.getListen().lastIndexOf(':') + 1));
    }

    public TestingClient readLimit(int millis) throws IOException {
        socket.setSoTimeout(millis);
        return this;
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] receive(int length) throws IOException {
        return socket.getInputStream().readNBytes(length);
    }

    /** All bytes to the end of the stream. */
    public byte[] receiveAll() throws IOException {
        return socket.getInputStream().readAllBytes();
    }

    public int read() throws IOException {
        return socket.getInputStream().read();
    }

    public void finishSending() throws IOException {
        socket.shutdownOutput();
    }

    /** Sends {@code text} and waits for as many bytes. */
    public String echo(String text) throws IOException {
        send(text);
        return new String(receive(text.length()), StandardCharsets.UTF_8);
    }

    /** How long an echo of one byte takes. */
    public long echoMillis() {
        return millis(() -> echo("x"));
    }

    /** An action that may fail with an IOException. */
    public interface Action {
        void run() throws IOException;
    }

    public static long millis(Action action) {
        long start = System.nanoTime();
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
