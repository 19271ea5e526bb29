package dev.shardproof.simulator.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * PostgreSQL's 64-bit hash functions with seed 0, computed without a round trip.
 *
 * <p>The results equal {@code hashint8extended(k, 0)}, {@code hashtextextended(k, 0)} and
 * {@code uuid_hash_extended(k, 0)} on any little-endian server whose encoding is UTF-8 and whose collation is
 * deterministic; {@code KeyHashIT} holds them against a real server. The algorithm is Bob Jenkins' lookup3 as in
 * PostgreSQL's {@code src/common/hashfn.c} ({@code hash_bytes_extended}, {@code hash_bytes_uint32_extended}) and
 * {@code src/backend/access/hash/hashfunc.c} ({@code hashint8extended}).
 */
public final class KeyHash {

    private static final int INITIAL = 0x9e3779b9 + 3923095;

    private KeyHash() {}

    /** The hash of a {@code smallint}, {@code integer} or {@code bigint}: the three agree on equal values. */
    public static long ofInteger(long key) {
        int low = (int) key;
        int high = (int) (key >>> 32);
        low ^= key >= 0 ? high : ~high;
        int start = INITIAL + Integer.BYTES;
        return finish(start + low, start, start);
    }

    /** The hash of a {@code text} or {@code varchar}. */
    public static long ofText(String key) {
        return ofBytes(key.getBytes(StandardCharsets.UTF_8));
    }

    /** The hash of a {@code uuid}. */
    public static long ofUuid(UUID key) {
        return ofBytes(ByteBuffer.allocate(16)
                .putLong(key.getMostSignificantBits())
                .putLong(key.getLeastSignificantBits())
                .array());
    }

    private static long ofBytes(byte[] bytes) {
        int a = INITIAL + bytes.length;
        int b = a;
        int c = a;
        int at = 0;
        while (bytes.length - at >= 12) {
            a += word(bytes, at);
            b += word(bytes, at + 4);
            c += word(bytes, at + 8);
            // mix(a, b, c)
            a -= c;
            a ^= Integer.rotateLeft(c, 4);
            c += b;
            b -= a;
            b ^= Integer.rotateLeft(a, 6);
            a += c;
            c -= b;
            c ^= Integer.rotateLeft(b, 8);
            b += a;
            a -= c;
            a ^= Integer.rotateLeft(c, 16);
            c += b;
            b -= a;
            b ^= Integer.rotateLeft(a, 19);
            a += c;
            c -= b;
            c ^= Integer.rotateLeft(b, 4);
            b += a;
            at += 12;
        }
        a += word(bytes, at);
        b += word(bytes, at + 4);
        // The lowest byte of c is reserved for the length, so the rest moves up by one byte.
        c += word(bytes, at + 8) << 8;
        return finish(a, b, c);
    }

    /** Four bytes, little-endian; bytes beyond the end are 0. */
    private static int word(byte[] bytes, int at) {
        int word = 0;
        for (int i = Math.min(bytes.length - at, 4) - 1; i >= 0; i--) {
            word = word << 8 | bytes[at + i] & 0xff;
        }
        return word;
    }

    private static long finish(int a, int b, int c) {
        c ^= b;
        c -= Integer.rotateLeft(b, 14);
        a ^= c;
        a -= Integer.rotateLeft(c, 11);
        b ^= a;
        b -= Integer.rotateLeft(a, 25);
        c ^= b;
        c -= Integer.rotateLeft(b, 16);
        a ^= c;
        a -= Integer.rotateLeft(c, 4);
        b ^= a;
        b -= Integer.rotateLeft(a, 14);
        c ^= b;
        c -= Integer.rotateLeft(b, 24);
        return (long) b << 32 | c & 0xffffffffL;
    }
}
