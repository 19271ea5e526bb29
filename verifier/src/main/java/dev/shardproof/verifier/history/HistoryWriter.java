package dev.shardproof.verifier.history;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Appends operations to a new history file.
 *
 * <p>Lines are collected in memory and handed to the operating system whole, at the latest {@link #FLUSH_INTERVAL}
 * after they came, by a daemon thread of its own: a crash of this process loses no more than that and leaves at most
 * one torn line. Data is not forced to the disk, so a crash of the machine may lose more.
 *
 * <p>Thread-safe. A failure to write is kept and thrown by every later call, so that a history with a hole never looks
 * complete.
 */
public final class HistoryWriter implements AutoCloseable {

    /** How long a line stays in memory at most. */
    public static final Duration FLUSH_INTERVAL = Duration.ofMillis(200);

    private static final int BUFFER_CHARS = 1 << 16;

    private final Path file;
    private final OutputStream out;
    private final StringBuilder lines = new StringBuilder(BUFFER_CHARS + 1024);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread flusher;
    private IOException failure;
    private boolean closed;

    /**
     * Creates the file and writes the header.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the file is there already: a history is never overwritten
     */
    public HistoryWriter(Path file) throws IOException {
        this.file = Objects.requireNonNull(file, "file is null");
        this.out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        out.write((HistoryFormat.HEADER + "\n").getBytes(StandardCharsets.UTF_8));
        this.flusher = new Thread(this::flushUntilClosed, "history-flusher");
        flusher.setDaemon(true);
        flusher.start();
    }

    /**
     * Adds one operation.
     *
     * @throws UncheckedIOException if this or an earlier line could not be written
     * @throws IllegalStateException if the writer is closed
     */
    public synchronized void append(ClientOperation operation) {
        if (closed) {
            throw new IllegalStateException(
                    "history " + file + " is closed: operation " + operation.name() + " is late");
        }
        throwFailure();
        HistoryFormat.write(operation, lines);
        if (lines.length() >= BUFFER_CHARS) {
            flush();
            throwFailure();
        }
    }

    /** Writes what is left and closes the file; further calls do nothing. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            flush();
            out.close();
        }
        closing.countDown();
        if (failure != null) {
            throw new IOException("history " + file + " is incomplete: " + failure.getMessage(), failure);
        }
    }

    private void flushUntilClosed() {
        try {
            while (!closing.await(FLUSH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody else knows this thread: it was told to go
        }
    }

    private synchronized void flush() {
        if (lines.isEmpty() || failure != null) {
            return;
        }
        try {
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            lines.setLength(0);
        } catch (IOException e) {
            failure = e;
        }
    }

    private void throwFailure() {
        if (failure != null) {
            throw new UncheckedIOException("history " + file + " can not be written: " + failure.getMessage(), failure);
        }
    }
}
