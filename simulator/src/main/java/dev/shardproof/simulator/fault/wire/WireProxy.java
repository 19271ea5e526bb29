package dev.shardproof.simulator.fault.wire;

import dev.shardproof.simulator.fault.wire.toxic.WireToxic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One proxy: a listener, its toxics and its connections. Thread-safe. */
final class WireProxy {

    private static final Logger LOG = LoggerFactory.getLogger(WireProxy.class);
    private static final int BACKLOG = 1024;

    private final String name;
    private final long seed;
    private final WireThreads threads;
    private final Set<WireConnection> connections = ConcurrentHashMap.newKeySet();
    private InetSocketAddress listen;
    private String upstream;
    private HostAndPort upstreamAddress;
    private List<WireToxic> toxics = List.of();
    /** Null while the proxy is down. */
    private ServerSocket listener;

    /** Whether the accept thread of the present or of the last listener still runs. */
    private boolean accepting;

    private long connectionNumber;

    /**
     * A proxy that is down.
     *
     * @throws ApiException 400 if an address is not possible
     */
    WireProxy(String name, String listen, String upstream, long seed, WireThreads threads) {
        this.name = name;
        this.seed = seed * 31 + name.hashCode();
        this.threads = threads;
        this.listen = ListenAddress.parseLoopback(listen);
        this.upstream = upstream;
        this.upstreamAddress = HostAndPort.parse("upstream", upstream);
    }

    String name() {
        return name;
    }

    synchronized String listen() {
        return ListenAddress.format(listen);
    }

    synchronized String upstream() {
        return upstream;
    }

    synchronized boolean enabled() {
        return listener != null;
    }

    synchronized List<WireToxic> toxics() {
        return toxics;
    }

    /**
     * Starts to listen; nothing if it already does.
     *
     * @throws ApiException 500 if the address is taken
     */
    synchronized void start() {
        if (listener != null) {
            return;
        }
        awaitAcceptEnd();
        try {
            // Not tried with resources: it stays open until stop().
            ServerSocket socket = new ServerSocket(listen.getPort(), BACKLOG, listen.getAddress());
            listener = socket;
            listen = (InetSocketAddress) socket.getLocalSocketAddress();
            accepting = true;
            threads.start("wire " + name + " accept", () -> acceptFrom(socket));
        } catch (IOException e) {
            throw new ApiException(500, "listen tcp %s: %s".formatted(ListenAddress.format(listen), e.getMessage()));
        }
    }

    /** Refuses new connections and cuts the open ones; nothing if the proxy is down. */
    synchronized void stop() {
        if (listener == null) {
            return;
        }
        try {
            listener.close();
        } catch (IOException e) {
            throw new ApiException(500, "close of %s: %s".formatted(ListenAddress.format(listen), e.getMessage()));
        } finally {
            listener = null;
            connections.forEach(WireConnection::cut);
        }
        awaitAcceptEnd();
    }

    /** Whether these addresses are others than the present ones. */
    synchronized boolean differs(String newListen, String newUpstream) {
        return !listen.equals(ListenAddress.parseLoopback(newListen)) || !upstream.equals(newUpstream);
    }

    /** Changes addresses and state; a change of an address cuts the connections. */
    synchronized void update(String newListen, String newUpstream, boolean enable) {
        InetSocketAddress newListenAddress = ListenAddress.parseLoopback(newListen);
        HostAndPort newUpstreamAddress = HostAndPort.parse("upstream", newUpstream);
        if (differs(newListen, newUpstream)) {
            stop();
            listen = newListenAddress;
            upstream = newUpstream;
            upstreamAddress = newUpstreamAddress;
        }
        if (enable) {
            start();
        } else {
            stop();
        }
    }

    /**
     * Adds a toxic after the others.
     *
     * @throws ApiException 409 if there is one of that name
     */
    synchronized void add(WireToxic toxic) {
        if (toxics.stream().anyMatch(other -> other.name().equals(toxic.name()))) {
            throw new ApiException(409, "toxic already exists");
        }
        List<WireToxic> changed = new ArrayList<>(toxics);
        changed.add(toxic);
        apply(changed);
    }

    /** Puts {@code toxic} in the place of the one of the same name. */
    synchronized void replace(WireToxic toxic) {
        toxic(toxic.name());
        apply(toxics.stream()
                .map(other -> other.name().equals(toxic.name()) ? toxic : other)
                .toList());
    }

    /** Removes a toxic; it lets go of the bytes that it holds. */
    synchronized void remove(String toxicName) {
        toxic(toxicName);
        apply(toxics.stream().filter(other -> !other.name().equals(toxicName)).toList());
    }

    synchronized void removeAllToxics() {
        apply(List.of());
    }

    /** The toxic of that name; 404 if there is none. */
    synchronized WireToxic toxic(String toxicName) {
        return toxics.stream()
                .filter(toxic -> toxic.name().equals(toxicName))
                .findFirst()
                .orElseThrow(ApiException::toxicNotFound);
    }

    private void apply(List<WireToxic> changed) {
        toxics = List.copyOf(changed);
        connections.forEach(connection -> connection.apply(toxics));
    }

    private void acceptFrom(ServerSocket socket) {
        try {
            while (true) {
                open(socket, socket.accept());
            }
        } catch (IOException | RuntimeException e) {
            acceptEnded(socket, e);
        }
    }

    /** After stop() there is nothing more to do. Should accept fail otherwise, the proxy must not look healthy. */
    private synchronized void acceptEnded(ServerSocket socket, Exception reason) {
        accepting = false;
        notifyAll();
        if (listener == socket) {
            LOG.warn("proxy {} goes down, it cannot accept connections: {}", name, reason.toString());
            stop();
        }
    }

    /**
     * Waits for the accept thread, with the monitor released: until that thread has left the closed socket, the system
     * keeps the port, answers connects and refuses to listen on it again.
     */
    private void awaitAcceptEnd() {
        try {
            while (accepting) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(500, "interrupted while proxy %s went down".formatted(name));
        }
    }

    private synchronized void open(ServerSocket acceptedFrom, Socket client) throws IOException {
        if (listener != acceptedFrom) {
            client.close();
            return;
        }
        long number = ++connectionNumber;
        WireConnection connection = new WireConnection(
                "wire " + name + " #" + number,
                seed * 31 + number,
                client,
                upstreamAddress,
                threads,
                connections::remove);
        connections.add(connection);
        connection.apply(toxics);
        connection.start();
    }
}
