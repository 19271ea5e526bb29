package dev.shardproof.simulator.fault.wire.toxic;

import java.util.Objects;

/**
 * Bytes that were read from a socket in one go. The array is not copied: who hands a chunk over gives the array away.
 *
 * @param bytes holds the content
 * @param offset where the content starts in {@code bytes}
 * @param length how many bytes it has
 * @param arrivedNanos when it was read, on the clock of {@link Lane#nanoTime()}
 */
public record Chunk(byte[] bytes, int offset, int length, long arrivedNanos) {

    public Chunk {
        Objects.requireNonNull(bytes, "bytes is null");
        Objects.checkFromIndexSize(offset, length, bytes.length);
    }

    /** The part of this chunk from {@code start} (inclusive) to {@code end} (exclusive), counted from its first byte. */
    public Chunk slice(int start, int end) {
        Objects.checkFromToIndex(start, end, length);
        return new Chunk(bytes, offset + start, end - start, arrivedNanos);
    }

    /** The same bytes as if they had arrived at {@code nanos}. */
    public Chunk arrivedAt(long nanos) {
        return new Chunk(bytes, offset, length, nanos);
    }
}
