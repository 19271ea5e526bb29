package dev.shardproof.verifier.history;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Follows a history that is still being written. Each poll hands over the operations that were added since the last
 * one; a block that is not complete yet waits for the next. Not thread-safe.
 */
public final class HistoryTail {

    private final Path file;
    private byte[] block = new byte[1 << 17];
    private long position;
    private boolean searching;

    /** @param file the history; it need not exist yet */
    public HistoryTail(Path file) {
        this(file, 0);
    }

    private HistoryTail(Path file, long position) {
        this.file = Objects.requireNonNull(file, "file is null");
        this.position = position;
        this.searching = position > 0;
    }

    /**
     * Follows a history from about its present end: the operations of the last so many bytes come with the first poll.
     *
     * @param bytes how far before the end it begins
     */
    public static HistoryTail ofLast(Path file, long bytes) throws IOException {
        return new HistoryTail(file, Files.exists(file) ? Math.max(0, Files.size(file) - bytes) : 0);
    }

    /**
     * Hands every operation that has been added to {@code consumer}.
     *
     * @throws IOException if the file can not be read, or a complete block is damaged
     */
    public void poll(Consumer<ClientOperation> consumer) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            if (position == 0 && !readVersion(reader)) {
                return;
            }
            if (searching) {
                search(reader);
            }
            while (readHead(reader)) {
                BlockFormat.Head head = BlockFormat.head(block, 0);
                if (head == null) {
                    throw damaged("no block begins there");
                }
                if (reader.length() < position + BlockFormat.HEAD_BYTES + head.bodyBytes()) {
                    return;
                }
                take(reader, head, consumer);
            }
        }
    }

    private boolean readVersion(RandomAccessFile reader) throws IOException {
        byte[] line = new byte[BlockFormat.VERSION_LINE.length];
        if (reader.length() < line.length) {
            return false;
        }
        reader.readFully(line);
        if (!Arrays.equals(line, BlockFormat.VERSION_LINE)) {
            throw damaged("it does not begin as a history that this version reads");
        }
        position = line.length;
        return true;
    }

    /** Finds the first block that begins at the position or behind it. */
    private void search(RandomAccessFile reader) throws IOException {
        int kept = BlockFormat.HEAD_BYTES - 1;
        while (reader.length() - position >= BlockFormat.HEAD_BYTES) {
            int length = (int) Math.min(block.length, reader.length() - position);
            reader.seek(position);
            reader.readFully(block, 0, length);
            for (int i = 0; i + BlockFormat.HEAD_BYTES <= length; i++) {
                if (BlockFormat.head(block, i) != null) {
                    position += i;
                    searching = false;
                    return;
                }
            }
            position += length - kept;
        }
    }

    private boolean readHead(RandomAccessFile reader) throws IOException {
        if (searching || reader.length() - position < BlockFormat.HEAD_BYTES) {
            return false;
        }
        reader.seek(position);
        reader.readFully(block, 0, BlockFormat.HEAD_BYTES);
        return true;
    }

    private void take(RandomAccessFile reader, BlockFormat.Head head, Consumer<ClientOperation> consumer)
            throws IOException {
        if (block.length < head.bodyBytes()) {
            block = new byte[head.bodyBytes()];
        }
        reader.readFully(block, 0, head.bodyBytes());
        OperationDecoder.decode(head, block, consumer, this::damaged);
        position += BlockFormat.HEAD_BYTES + head.bodyBytes();
    }

    private IOException damaged(String why) {
        return new IOException("%s is damaged at byte %d: %s".formatted(file, position, why));
    }
}
