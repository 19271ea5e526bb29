package dev.shardproof.simulator.fault.wire.sql;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** A conversation between a client and a server that are played by the test; bytes come in pieces of random size. */
final class TestingWire implements ConnectionEnd {

    final ByteArrayOutputStream atServer = new ByteArrayOutputStream();
    final ByteArrayOutputStream atClient = new ByteArrayOutputStream();
    private final Conversation conversation = new Conversation(1, this, System::nanoTime);
    private final Random pieces;
    private final int pieceMax;
    String end = "open";

    /** Pieces of 1 to {@code pieceMax} bytes; 0 = all in one piece. */
    TestingWire(long seed, int pieceMax) {
        this.pieces = new Random(seed);
        this.pieceMax = pieceMax;
    }

    static TestingWire whole() {
        return new TestingWire(0, 0);
    }

    /** A connection whose startup is over. */
    TestingWire started() throws IOException {
        return client(TestingMessages.startup())
                .server(TestingMessages.welcome())
                .forgetBytes();
    }

    TestingWire forgetBytes() {
        atServer.reset();
        atClient.reset();
        return this;
    }

    boolean apply(SqlToxic... toxics) {
        return conversation.apply(List.of(toxics));
    }

    TestingWire client(TestingMessages messages) throws IOException {
        feed(messages.bytes(), (piece, length) -> conversation.fromClient(piece, length, atServer::write));
        return this;
    }

    TestingWire server(TestingMessages messages) throws IOException {
        feed(messages.bytes(), (piece, length) -> conversation.fromServer(piece, length, atClient::write));
        return this;
    }

    private interface Feeding {
        void piece(byte[] piece, int length) throws IOException;
    }

    private void feed(byte[] bytes, Feeding feeding) throws IOException {
        byte[] buffer = new byte[bytes.length];
        int position = 0;
        while (position < bytes.length && end.equals("open")) {
            int rest = bytes.length - position;
            int length = pieceMax == 0 ? rest : Math.min(rest, 1 + pieces.nextInt(pieceMax));
            // One buffer is used again and again, as a relay does: nobody may keep it.
            System.arraycopy(bytes, position, buffer, 0, length);
            try {
                feeding.piece(buffer, length);
            } catch (IOException e) {
                if (end.equals("open")) {
                    throw e;
                }
            }
            position += length;
        }
    }

    @Override
    public IOException close() {
        end = "closed";
        return new IOException(end);
    }

    @Override
    public IOException reset() {
        end = "reset";
        return new IOException(end);
    }
}
