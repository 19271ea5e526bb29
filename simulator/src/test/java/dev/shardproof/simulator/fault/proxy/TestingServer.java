package dev.shardproof.simulator.fault.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A small TCP server on loopback for tests: what it does with a connection is given. */
public final class TestingServer implements AutoCloseable {

    /** Serves one connection; when it returns, the connection is closed. */
    public interface Conversation {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket listener;
    private final Conversation conversation;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong received = new AtomicLong();
    private final Thread acceptor;

    private TestingServer(Conversation conversation) {
        this.conversation = conversation;
        try {
            this.listener = new ServerSocket(0, 500, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.acceptor = daemon(this::accept);
    }

    public static TestingServer of(Conversation conversation) {
        return new TestingServer(conversation);
    }

    /** Sends back what it gets, until the end; counts it. */
    public static TestingServer echo() {
        TestingServer[] self = new TestingServer[1];
        self[0] = new TestingServer(socket -> {
            byte[] buffer = new byte[64 * 1024];
            int length = socket.getInputStream().read(buffer);
            while (length >= 0) {
                self[0].received.addAndGet(length);
                socket.getOutputStream().write(buffer, 0, length);
                length = socket.getInputStream().read(buffer);
            }
        });
        return self[0];
    }

    /** Answers an SSLRequest as PostgreSQL without TLS does, then waits for the client to hang up. */
    public static TestingServer postgres() {
        return new TestingServer(socket -> {
            byte[] request = socket.getInputStream().readNBytes(8);
            if (request.length == 8 && request[3] == 8) {
                socket.getOutputStream().write('N');
                socket.getInputStream().read();
            }
        });
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "testing server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            conversation.serve(socket);
        } catch (IOException e) {
            // The other side went away; that is often the point of the test.
        } finally {
            sockets.remove(socket);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String address() {
        return "127.0.0.1:" + port();
    }

    /** How many bytes an echo server got, over all connections. */
    public long received() {
        return received.get();
    }

    /** How many connections are open. */
    public int open() {
        return sockets.size();
    }

    @Override
    public void close() {
        try {
            listener.close();
            // The system refuses connects only when nobody is left in accept().
            acceptor.join();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
