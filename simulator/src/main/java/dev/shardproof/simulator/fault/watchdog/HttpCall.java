package dev.shardproof.simulator.fault.watchdog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One call of an HTTP API over TCP or a Unix socket. The JDK's own clients know no Unix sockets and bring hundreds of
 * classes. Has no time limit of its own: an interrupt ends it. Stateless.
 *
 * @param address where the API listens
 */
record HttpCall(SocketAddress address) {

    /**
     * What came back.
     *
     * @param status the HTTP status code
     * @param body the body as text
     */
    record Answer(int status, String body) {

        boolean succeeded() {
            return status >= 200 && status < 300;
        }

        @Override
        public String toString() {
            return status + " " + body.strip();
        }
    }

    static HttpCall tcp(String host, int port) {
        return new HttpCall(new InetSocketAddress(host, port));
    }

    /**
     * Calls.
     *
     * @param body JSON, or empty for none
     * @throws ConnectException if nobody listens there
     */
    Answer send(String method, String path, String body) throws IOException {
        if (address instanceof InetSocketAddress tcp && tcp.isUnresolved()) {
            throw new IOException("there is no host " + tcp.getHostString());
        }
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        // With 1.0 the answer is neither chunked nor followed by another.
        String head =
                "%s %s HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(method, path, content.length);
        try (SocketChannel channel = SocketChannel.open(address)) {
            write(channel, head.getBytes(StandardCharsets.US_ASCII));
            write(channel, content);
            return read(new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8));
        } catch (ClosedByInterruptException e) {
            throw new InterruptedIOException("no answer in time");
        }
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static Answer read(String text) throws IOException {
        int headEnd = text.indexOf("\r\n\r\n");
        String[] status = text.split("[ \r]", 3);
        if (headEnd < 0 || status.length < 3 || !status[1].matches("\\d{3}")) {
            throw new IOException("the answer is not HTTP");
        }
        return new Answer(Integer.parseInt(status[1]), text.substring(headEnd + 4));
    }
}
