package dev.shardproof.scenarios.application;

import dev.shardproof.simulator.client.ClientCounts;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What the instances have done, written down four times a second while they do it: a history knows of a request only when it
 * has ended, which in a retry storm can take long. A header line, then lines of numbers that only rise, separated by tabs:
 * microseconds since 1970, requests, attempts, attempts beyond the retry limit.
 */
public final class ActivityFile {

    static final String HEADER = "shardproof-activity 1\tmicros\trequests\tattempts\tattemptsBeyondLimit\n";

    private static final long PAUSE_MILLIS = 250;
    private static final int TAIL_BYTES = 1_000;

    private ActivityFile() {}

    /** Writes a tier's activity from its start until it is closed, on a daemon thread. */
    public static final class Writer implements AutoCloseable {
        private final ApplicationTier tier;
        private final BufferedWriter out;
        private final LongSupplier epochMicros;
        private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "activity-file");
            thread.setDaemon(true);
            return thread;
        });

        /** @param epochMicros microseconds since 1970 */
        public Writer(Path file, ApplicationTier tier, LongSupplier epochMicros) throws IOException {
            this.tier = tier;
            this.epochMicros = epochMicros;
            this.out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            out.write(HEADER);
        }

        /** Begins to write. */
        public void start() {
            // What it throws ends the schedule: then the file stands still, and a probe says that it does.
            ticker.scheduleWithFixedDelay(this::write, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }

        private synchronized void write() {
            ClientCounts counts = tier.counts();
            try {
                out.write("%d\t%d\t%d\t%d\n"
                        .formatted(
                                epochMicros.getAsLong(),
                                counts.requests(),
                                counts.attempts(),
                                counts.attemptsBeyondLimit()));
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("the activity can not be written: " + e.getMessage(), e);
            }
        }

        @Override
        public synchronized void close() throws IOException {
            ticker.shutdown();
            out.close();
        }
    }

    /**
     * One line.
     *
     * @param micros when it was written, in microseconds since 1970
     * @param counts of all instances together
     */
    public record Line(long micros, ClientCounts counts) {}

    /**
     * The newest whole line; empty if there is none yet.
     *
     * @throws IOException if the file can not be read, or is something else
     */
    public static Optional<Line> newest(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] end;
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            reader.seek(Math.max(0, reader.length() - TAIL_BYTES));
            end = new byte[(int) (reader.length() - reader.getFilePointer())];
            reader.readFully(end);
        }
        String text = new String(end, StandardCharsets.UTF_8);
        int to = text.lastIndexOf('\n');
        int from = text.lastIndexOf('\n', to - 1);
        return from < 0 ? Optional.empty() : Optional.of(parse(file, text.substring(from + 1, to)));
    }

    private static Line parse(Path file, String line) throws IOException {
        String[] columns = line.split("\t", -1);
        try {
            return new Line(
                    Long.parseLong(columns[0]),
                    new ClientCounts(
                            Long.parseLong(columns[1]), Long.parseLong(columns[2]), Long.parseLong(columns[3])));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("%s: '%s' is no line of an activity file".formatted(file, line), e);
        }
    }
}
