package dev.shardproof.verifier.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Follows a history that is still being written. Each poll hands over the operations that were added since the last
 * one; a line that is not complete yet waits for the next. Not thread-safe.
 */
public final class HistoryTail {

    private final Path file;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long position;
    private boolean firstLineSeen;

    /** @param file the history; it need not exist yet */
    public HistoryTail(Path file) {
        this(file, 0);
    }

    private HistoryTail(Path file, long position) {
        this.file = Objects.requireNonNull(file, "file is null");
        this.position = position;
    }

    /**
     * Follows a history from about its present end: the operations of the last so many bytes come with the first poll.
     *
     * @param bytes how far before the end it begins
     */
    public static HistoryTail ofLast(Path file, long bytes) throws IOException {
        // The first line is left out, be it the header or one that the beginning cuts in two.
        return new HistoryTail(file, Files.exists(file) ? Math.max(0, Files.size(file) - bytes) : 0);
    }

    /**
     * Hands every operation that has been added to {@code consumer}.
     *
     * @throws IOException if the file can not be read, or a complete line is not an operation
     */
    public void poll(Consumer<ClientOperation> consumer) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            reader.seek(position);
            byte[] buffer = new byte[1 << 16];
            for (int count = reader.read(buffer); count > 0; count = reader.read(buffer)) {
                position += count;
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        take(line.toString(StandardCharsets.UTF_8), consumer);
                        line.reset();
                    } else {
                        line.write(buffer[i]);
                    }
                }
            }
        }
    }

    private void take(String text, Consumer<ClientOperation> consumer) throws IOException {
        if (!firstLineSeen) {
            firstLineSeen = true;
            return;
        }
        try {
            consumer.accept(HistoryFormat.read(text));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException("%s: a line is damaged: %s".formatted(file, e.getMessage()), e);
        }
    }
}
