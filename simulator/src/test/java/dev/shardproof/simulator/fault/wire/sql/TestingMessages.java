package dev.shardproof.simulator.fault.wire.sql;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Messages of PostgreSQL's protocol, written one after the other. */
final class TestingMessages {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static TestingMessages none() {
        return new TestingMessages();
    }

    static TestingMessages startup() {
        return none().untyped(196608, text("user"), text("u"), text("database"), text("d"), new byte[] {0});
    }

    static TestingMessages sslRequest() {
        return none().untyped(80877103);
    }

    static TestingMessages cancelRequest() {
        return none().untyped(80877102, new byte[8]);
    }

    /** AuthenticationOk, a parameter and ReadyForQuery. */
    static TestingMessages welcome() {
        return none().add('R', new byte[4])
                .add('S', text("client_encoding"), text("UTF8"))
                .ready('I');
    }

    TestingMessages untyped(int code, byte[]... parts) {
        return write(data -> {
            data.writeInt(8 + length(parts));
            data.writeInt(code);
            for (byte[] part : parts) {
                data.write(part);
            }
        });
    }

    TestingMessages add(char type, byte[]... parts) {
        return write(data -> {
            data.writeByte(type);
            data.writeInt(4 + length(parts));
            for (byte[] part : parts) {
                data.write(part);
            }
        });
    }

    TestingMessages raw(String bytes) {
        return write(data -> data.write(bytes.getBytes(StandardCharsets.UTF_8)));
    }

    TestingMessages query(String sql) {
        return add('Q', text(sql));
    }

    TestingMessages parse(String name, String sql) {
        return add('P', text(name), text(sql), new byte[2]);
    }

    TestingMessages bind(String portal, String name) {
        return add('B', text(portal), text(name), new byte[6]);
    }

    TestingMessages execute(String portal) {
        return add('E', text(portal), new byte[4]);
    }

    TestingMessages closeStatement(String name) {
        return add('C', new byte[] {'S'}, text(name));
    }

    TestingMessages sync() {
        return add('S');
    }

    TestingMessages copyData(int length) {
        return add('d', new byte[length]);
    }

    TestingMessages complete(String tag) {
        return add('C', text(tag));
    }

    TestingMessages error(String message) {
        return add('E', text("SERROR"), text("C42601"), text("M" + message), new byte[1]);
    }

    TestingMessages ready(char status) {
        return add('Z', new byte[] {(byte) status});
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private interface Writing {
        void to(DataOutputStream data) throws IOException;
    }

    private TestingMessages write(Writing writing) {
        try {
            writing.to(new DataOutputStream(out));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int length(byte[][] parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        return length;
    }
}
