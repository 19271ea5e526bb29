package dev.shardproof.verifier.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The bytes of a checkpoint: a magic number, then records of {@code length, CRC-32C, payload}. The first one is the
 * fingerprint, each other a saved digest; a later one of the same scan replaces an earlier. A last record that was cut off
 * while it was written does not match its checksum and is not there.
 */
final class CheckpointRecords {

    static final byte[] MAGIC = "shardproof checkpoint 1\n".getBytes(StandardCharsets.US_ASCII);

    private static final int FRAME = 8;

    private CheckpointRecords() {}

    @FunctionalInterface
    private interface Payload {
        void write(DataOutputStream out) throws IOException;
    }

    static byte[] of(Fingerprint fingerprint) throws IOException {
        return framed(out -> {
            out.writeInt(fingerprint.parts().size());
            for (Map.Entry<String, String> part : fingerprint.parts().entrySet()) {
                text(out, part.getKey());
                text(out, part.getValue());
            }
        });
    }

    static byte[] of(String scanId, SavedDigest saved) throws IOException {
        return framed(out -> {
            text(out, scanId);
            out.writeLong(saved.nextPage());
            out.writeBoolean(saved.finished());
            out.writeLong(saved.readAt());
            byte[] digest = saved.digest();
            out.writeInt(digest.length);
            out.write(digest);
        });
    }

    private static byte[] framed(Payload payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            payload.write(out);
        }
        byte[] body = bytes.toByteArray();
        return ByteBuffer.allocate(FRAME + body.length)
                .putInt(body.length)
                .putInt(checksum(body))
                .put(body)
                .array();
    }

    /** The payload of the whole record that begins there; empty at the end, or where it was cut off. */
    static Optional<byte[]> at(FileChannel channel, long position) throws IOException {
        ByteBuffer frame = read(channel, position, FRAME);
        if (frame.remaining() < FRAME) {
            return Optional.empty();
        }
        int length = frame.getInt();
        int checksum = frame.getInt();
        if (length < 0 || length > channel.size() - position - FRAME) {
            return Optional.empty();
        }
        byte[] body = read(channel, position + FRAME, length).array();
        return checksum(body) == checksum ? Optional.of(body) : Optional.empty();
    }

    /** How long a record with that payload is. */
    static int length(byte[] body) {
        return FRAME + body.length;
    }

    /** As many bytes as there are, at most that many. */
    static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
            // Until all of it is there, or the file ends.
        }
        return bytes.flip();
    }

    static Fingerprint fingerprint(byte[] body) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            Map<String, String> parts = new TreeMap<>();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                String name = text(in);
                parts.put(name, text(in));
            }
            return new Fingerprint(parts);
        }
    }

    static Map.Entry<String, SavedDigest> digest(byte[] body) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            String scanId = text(in);
            long nextPage = in.readLong();
            boolean finished = in.readBoolean();
            long readAt = in.readLong();
            byte[] digest = in.readNBytes(in.readInt());
            return Map.entry(scanId, new SavedDigest(digest, nextPage, finished, readAt));
        }
    }

    /** Not {@code writeUTF}, which ends at 64 kB: the columns of a wide table may be longer. */
    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    private static int checksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }
}
