package dev.shardproof.simulator.fault.wire;

import dev.shardproof.simulator.fault.wire.postgres.ByteSink;
import dev.shardproof.simulator.fault.wire.sql.ConnectionEnd;
import dev.shardproof.simulator.fault.wire.sql.Conversation;
import dev.shardproof.simulator.fault.wire.sql.SqlToxic;
import dev.shardproof.simulator.fault.wire.toxic.Stream;
import dev.shardproof.simulator.fault.wire.toxic.ToxicSpec;
import dev.shardproof.simulator.fault.wire.toxic.WireToxic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client with its connection to the upstream server, and the two directions between them. Thread-safe. */
final class WireConnection {

    private static final Logger LOG = LoggerFactory.getLogger(WireConnection.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final HostAndPort upstreamAddress;
    private final WireThreads threads;
    private final Runnable onEnd;
    private final Socket client;
    private final Socket upstream = new Socket();
    private final Conversation conversation;
    private final WirePath toUpstream;
    private final WirePath toClient;
    private final AtomicInteger openPaths = new AtomicInteger(2);

    WireConnection(
            String name,
            long seed,
            Socket client,
            HostAndPort upstreamAddress,
            WireThreads threads,
            Consumer<WireConnection> onEnd) {
        this.name = name;
        this.client = client;
        this.upstreamAddress = upstreamAddress;
        this.threads = threads;
        this.onEnd = () -> onEnd.accept(this);
        this.conversation = new Conversation(seed, new End(), System::nanoTime);
        this.toUpstream = new WirePath(this, Stream.UPSTREAM, client, upstream, seed, new ClientSide());
        this.toClient = new WirePath(this, Stream.DOWNSTREAM, upstream, client, ~seed, new ServerSide());
    }

    /** Connects and relays, in threads of its own. */
    void start() {
        threads.start(name + " upstream", this::connectAndRelay);
    }

    /** Makes exactly {@code toxics} act from now on, also on the bytes that wait. */
    void apply(List<WireToxic> toxics) {
        List<ToxicSpec> onBytes = ofType(toxics, ToxicSpec.class);
        toUpstream.apply(onBytes);
        toClient.apply(onBytes);
        if (conversation.apply(ofType(toxics, SqlToxic.class))) {
            cut();
        }
    }

    private static <T extends WireToxic> List<T> ofType(List<WireToxic> toxics, Class<T> type) {
        return toxics.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void connectAndRelay() {
        try {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            upstream.connect(new InetSocketAddress(upstreamAddress.host(), upstreamAddress.port()), (int)
                    CONNECT_TIMEOUT.toMillis());
        } catch (IOException e) {
            LOG.debug("{}: cannot connect to the upstream server: {}", name, e.toString());
            cut();
            return;
        }
        threads.start(name + " downstream", toClient::relay);
        toUpstream.relay();
    }

    void startShaping(Stream stream, Runnable shaping) {
        threads.start(name + " " + stream.apiName() + " toxics", shaping);
    }

    /** A toxic has ended a direction: its sink is closed, and the other direction reads an end from there. */
    void closeSinkOf(Stream stream) {
        boolean toServer = stream == Stream.UPSTREAM;
        (toServer ? toClient : toUpstream).sourceIsClosed();
        pathEnded();
        close(toServer ? upstream : client);
    }

    /** One direction has come to its regular end; after the second the connection is closed. */
    void pathEnded() {
        if (openPaths.decrementAndGet() == 0) {
            cut();
        }
    }

    /** The proxy itself has failed. A connection that nobody relays any more must not look like one that is slow. */
    void broke(Throwable failure) {
        LOG.warn("{}: the connection is cut, the proxy has failed", name, failure);
        // Without its message, which may hold what was sent.
        String reason = failure instanceof StackOverflowError
                ? "a regular expression takes more stack than there is for a statement of this length; write it simpler"
                : failure.getClass().getName();
        threads.failed("%s was cut: %s".formatted(name, reason));
        cut();
    }

    /** Closes both sides and drops what still waits. Idempotent. */
    void cut() {
        conversation.stop();
        toUpstream.stop();
        toClient.stop();
        close(client);
        close(upstream);
        onEnd.run();
    }

    /** Closes both sides by RST. */
    void reset() {
        lingerZero(client);
        lingerZero(upstream);
        cut();
    }

    private void lingerZero(Socket socket) {
        try {
            // A close with linger time 0 discards unsent bytes and sends RST instead of FIN.
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.debug("{}: socket is already closed, no reset: {}", name, e.toString());
        }
    }

    private void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("{}: close: {}", name, e.toString());
        }
    }

    /** What the client says, on its way to the server. */
    private final class ClientSide implements WirePath.Follower {
        @Override
        public void read(byte[] bytes, int length, ByteSink next) throws IOException {
            conversation.fromClient(bytes, length, next);
        }

        @Override
        public void end(ByteSink next) throws IOException {
            conversation.endFromClient(next);
        }
    }

    /** What the server says, on its way to the client. */
    private final class ServerSide implements WirePath.Follower {
        @Override
        public void read(byte[] bytes, int length, ByteSink next) throws IOException {
            conversation.fromServer(bytes, length, next);
        }

        @Override
        public void end(ByteSink next) throws IOException {
            conversation.endFromServer(next);
        }
    }

    /** How a toxic that knows SQL ends the connection. */
    private final class End implements ConnectionEnd {
        @Override
        public IOException close() {
            cut();
            return new IOException("closed by a toxic");
        }

        @Override
        public IOException reset() {
            WireConnection.this.reset();
            return new IOException("reset by a toxic");
        }
    }
}
