package dev.shardproof.verifier.history;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * How operations lie in a history file: a line of text that names the version, then blocks. Each block can be read by
 * itself, and has checksums of its head and of its body, so that a block that is not complete yet, or never will be, can
 * be told from a damaged one. All numbers are big-endian.
 *
 * <pre>
 * head   4 bytes  marker
 *        4        length of the body in bytes; 0 in the closing block
 *        4        operations in the body
 *        8        operations before this block
 *        4        CRC-32C of the body
 *        4        CRC-32C of the 24 bytes above
 * body            operations, see {@link OperationEncoder}
 * </pre>
 *
 * <p>The closing block says that the writer was closed: without it the driver has died.
 */
final class BlockFormat {

    /** The first line of a history. */
    static final byte[] VERSION_LINE = "shardproof-history 4\n".getBytes(StandardCharsets.US_ASCII);

    static final int HEAD_BYTES = 28;

    /** A writer closes a block long before; a longer one is not a block. */
    static final int BODY_BYTES_MAX = 1 << 24;

    /** No byte of it is ASCII, nor does it begin a character of UTF-8. */
    private static final int MARKER = 0x9E53B10C;

    private static final int CHECKED_BYTES = HEAD_BYTES - Integer.BYTES;

    /** The head of a block. */
    record Head(int bodyBytes, int operations, long before, int checksum) {

        /** Whether it is the last one, written when the writer was closed. */
        boolean closing() {
            return bodyBytes == 0;
        }

        /** Whether the body is the one that was written. */
        boolean matches(byte[] body) {
            return checksum == BlockFormat.checksum(body, 0, bodyBytes);
        }

        void write(byte[] to) {
            ByteBuffer buffer = ByteBuffer.wrap(to, 0, HEAD_BYTES);
            buffer.putInt(MARKER)
                    .putInt(bodyBytes)
                    .putInt(operations)
                    .putLong(before)
                    .putInt(checksum);
            buffer.putInt(BlockFormat.checksum(to, 0, CHECKED_BYTES));
        }
    }

    private BlockFormat() {}

    /** The head of the block whose body lies in {@code bytes} behind {@link #HEAD_BYTES}; written before it. */
    static void writeHead(byte[] bytes, int bodyBytes, int operations, long before) {
        new Head(bodyBytes, operations, before, checksum(bytes, HEAD_BYTES, bodyBytes)).write(bytes);
    }

    /** The head at {@code offset}, or null if there is none: whatever stands there was not written by a writer. */
    static Head head(byte[] bytes, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, HEAD_BYTES);
        if (buffer.getInt() != MARKER) {
            return null;
        }
        Head head = new Head(buffer.getInt(), buffer.getInt(), buffer.getLong(), buffer.getInt());
        boolean sound = buffer.getInt() == checksum(bytes, offset, CHECKED_BYTES)
                && head.bodyBytes >= 0
                && head.bodyBytes <= BODY_BYTES_MAX
                && head.operations >= 0;
        return sound ? head : null;
    }

    /** Whether the bytes could be the beginning of a head that was cut off. */
    static boolean beginsHead(byte[] bytes, int offset, int length) {
        for (int i = 0; i < Math.min(length, Integer.BYTES); i++) {
            if (bytes[offset + i] != (byte) (MARKER >>> (24 - 8 * i))) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
