package dev.shardproof.simulator.fault.wire.sql;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A message that fails at the server, also inside a failed transaction, with an error that quotes a token. So the server's
 * own state follows the error: its transaction fails, and after an Execute it skips to the next Sync.
 *
 * @param token the name of what does not exist, or of what is no SQL
 */
record FailingStatement(byte[] token) {

    /** One of a connection. */
    static FailingStatement number(long number) {
        return new FailingStatement(("shardproof_fault_%d_".formatted(number)).getBytes(StandardCharsets.US_ASCII));
    }

    /** A Query of a syntax error, or an Execute of a portal that does not exist. */
    byte[] message(boolean simple) {
        return simple
                ? message('Q', out -> zeroTerminated(out, token))
                : message('E', out -> {
                    zeroTerminated(out, token);
                    out.writeInt(0);
                });
    }

    /** An ErrorResponse. */
    static byte[] error(String sqlstate, String text) {
        return message('E', out -> {
            for (String field : new String[] {"SERROR", "VERROR", "C" + sqlstate, "M" + text}) {
                zeroTerminated(out, field.getBytes(StandardCharsets.UTF_8));
            }
            out.writeByte(0);
        });
    }

    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private static void zeroTerminated(DataOutputStream out, byte[] text) throws IOException {
        for (byte b : text) {
            // A zero would end the text early, and the message would be out of step.
            out.writeByte(b == 0 ? ' ' : b);
        }
        out.writeByte(0);
    }

    private static byte[] message(char type, Body body) {
        try {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            body.write(new DataOutputStream(content));
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(message);
            out.writeByte(type);
            out.writeInt(content.size() + Integer.BYTES);
            content.writeTo(out);
            return message.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }
}
