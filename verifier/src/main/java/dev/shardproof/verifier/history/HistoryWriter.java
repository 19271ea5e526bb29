package dev.shardproof.verifier.history;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
 * <p>They are collected in a block in memory and handed to the operating system whole, at the latest {@link
 * #FLUSH_INTERVAL} after the first of them came, by a daemon thread of its own: a crash of this process loses no more than
 * that and leaves at most one torn block. Data is not forced to the disk, so a crash of the machine may lose more.
 *
 * <p>Thread-safe. A failure to write is kept and thrown by every later call, so that a history with a hole never looks
 * complete.
 */
public final class HistoryWriter implements AutoCloseable {

    /** How long an operation stays in memory at most. */
    public static final Duration FLUSH_INTERVAL = Duration.ofMillis(200);

    /** A block is written when its body is this long. */
    static final int BLOCK_BYTES = 1 << 16;

    private static final int ONE_OPERATION_BYTES = 1 << 10;

    private final Path file;
    private final OutputStream out;
    private final OperationEncoder block = new OperationEncoder(BLOCK_BYTES + ONE_OPERATION_BYTES);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread flusher;
    private long written;
    private IOException failure;
    private boolean closed;

    /**
     * Creates the file and writes its first line.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the file is there already: a history is never overwritten
     */
    public HistoryWriter(Path file) throws IOException {
        this.file = Objects.requireNonNull(file, "file is null");
        this.out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        out.write(BlockFormat.VERSION_LINE);
        this.flusher = new Thread(this::flushUntilClosed, "history-flusher");
        flusher.setDaemon(true);
        flusher.start();
    }

    /**
     * Adds one operation.
     *
     * @throws UncheckedIOException if this or an earlier operation could not be written
     * @throws IllegalStateException if the writer is closed
     */
    public synchronized void append(ClientOperation operation) {
        if (closed) {
            throw new IllegalStateException(
                    "history " + file + " is closed: operation " + operation.name() + " is late");
        }
        throwFailure();
        block.add(operation);
        if (block.bodyBytes() >= BLOCK_BYTES) {
            flush();
            throwFailure();
        }
    }

    /** Writes what is left and the closing block, and closes the file; further calls do nothing. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            flush();
            end();
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

    /** Writes the block that is begun, if there is one; a failure is kept. */
    synchronized void flush() {
        if (block.operations() == 0 || failure != null) {
            return;
        }
        try {
            if (block.bodyBytes() > BlockFormat.BODY_BYTES_MAX) {
                throw new IOException(
                        "an operation observed so much that its block has %d bytes, at most %d are possible"
                                .formatted(block.bodyBytes(), BlockFormat.BODY_BYTES_MAX));
            }
            BlockFormat.writeHead(block.bytes(), block.bodyBytes(), block.operations(), written);
            out.write(block.bytes(), 0, BlockFormat.HEAD_BYTES + block.bodyBytes());
            written += block.operations();
            block.clear();
        } catch (IOException e) {
            failure = e;
        }
    }

    private synchronized void end() {
        if (failure == null) {
            try {
                block.clear();
                BlockFormat.writeHead(block.bytes(), 0, 0, written);
                out.write(block.bytes(), 0, BlockFormat.HEAD_BYTES);
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    private void throwFailure() {
        if (failure != null) {
            throw new UncheckedIOException("history " + file + " can not be written: " + failure.getMessage(), failure);
        }
    }
}
