package dev.shardproof.scenarios.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Stands between a client and a server until it falls silent: then nothing comes through, and nothing is refused. */
final class SilentProxy implements Closeable {

    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int serverPort;
    private volatile boolean silent;

    SilentProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    void fallSilent() {
        silent = true;
    }

    private void accept() throws IOException, InterruptedException {
        while (true) {
            Socket client = entrance.accept();
            sockets.add(client);
            if (!silent) {
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.add(server);
                start(() -> pump(client, server));
                start(() -> pump(server, client));
            }
        }
    }

    private void pump(Socket from, Socket to) throws IOException, InterruptedException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[8192];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (silent) {
                closed.await();
            }
            out.write(buffer, 0, count);
        }
        if (!silent) {
            to.close();
        }
    }

    /** What a thread of the proxy does until a socket is closed. */
    @FunctionalInterface
    private interface Job {
        void run() throws IOException, InterruptedException;
    }

    private static void start(Job job) {
        Thread thread = new Thread(() -> {
            try {
                job.run();
            } catch (IOException | InterruptedException e) {
                // One end is closed: this way is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
