package dev.shardproof.loadgen.driver.punctuality;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with a line for every second of a load that says how well the driver kept its schedule: a header, then the
 * numbers of {@link Punctuality} in their order, separated by tabs.
 */
public final class PunctualityFile {

    private static final Logger LOG = LoggerFactory.getLogger(PunctualityFile.class);

    private static final String HEADER =
            "startMicros\tendMicros\tsent\townP50Micros\townP99Micros\townMaxMicros\townLate"
                    + "\twaited\twaitMaxMicros\tnotSent\townNotSent\tpauseMicros";
    private static final int COLUMNS = HEADER.split("\t").length;
    private static final long TICK_MICROS = 10_000;
    private static final int TICKS_A_LINE = 100;

    private PunctualityFile() {}

    /**
     * Reads the file; a last line that is not whole, since its driver died, is left out.
     *
     * @throws IOException if there is none, or it is damaged
     */
    public static List<Punctuality> read(Path file) throws IOException {
        String text = Files.readString(file);
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IOException(file + " is no file about a load driver");
        }
        List<Punctuality> seconds = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            seconds.add(parse(file, line));
        }
        return seconds;
    }

    private static Punctuality parse(Path file, String line) throws IOException {
        String[] cells = line.split("\t", -1);
        try {
            long[] n = new long[COLUMNS];
            for (int i = 0; i < COLUMNS; i++) {
                n[i] = Long.parseLong(cells[i]);
            }
            return new Punctuality(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11]);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("%s: a line is damaged: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static String line(Punctuality second) {
        return LongStream.of(
                        second.startMicros(),
                        second.endMicros(),
                        second.sent(),
                        second.ownP50Micros(),
                        second.ownP99Micros(),
                        second.ownMaxMicros(),
                        second.ownLate(),
                        second.waited(),
                        second.waitMaxMicros(),
                        second.notSent(),
                        second.ownNotSent(),
                        second.pauseMicros())
                .mapToObj(Long::toString)
                .collect(Collectors.joining("\t", "", "\n"));
    }

    /**
     * Writes the file while the load runs, on a thread of its own which sleeps a hundredth of a second again and again:
     * how much longer that took is the pause. Closing it writes the last line.
     */
    public static final class Writer implements AutoCloseable {

        private final PunctualityMeter meter;
        private final LongSupplier epochMicros;
        private final BufferedWriter out;
        private final Thread thread = new Thread(this::watch, "load-punctuality");
        private volatile boolean closing;
        private boolean closed;

        /**
         * Creates the file and begins.
         *
         * @throws java.nio.file.FileAlreadyExistsException if it exists
         */
        public Writer(Path file, PunctualityMeter meter, LongSupplier epochMicros) throws IOException {
            this.meter = meter;
            this.epochMicros = epochMicros;
            this.out = Files.newBufferedWriter(
                    file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            out.write(HEADER + "\n");
            out.flush();
            thread.setDaemon(true);
            thread.start();
        }

        private void watch() {
            try {
                for (int tick = 1; !closing; tick++) {
                    long before = epochMicros.getAsLong();
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(TICK_MICROS)); // to sleep is the measurement
                    long late = epochMicros.getAsLong() - before - TICK_MICROS;
                    if (late > 0) {
                        meter.paused(late);
                    }
                    if (tick % TICKS_A_LINE == 0) {
                        write();
                    }
                }
            } catch (IOException e) {
                LOG.warn("how punctual the load is can not be written any more: {}", e.toString());
            }
        }

        private synchronized void write() throws IOException {
            out.write(line(meter.take(epochMicros.getAsLong())));
            out.flush();
        }

        @Override
        public void close() throws IOException {
            closing = true;
            LockSupport.unpark(thread);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            synchronized (this) {
                if (!closed) {
                    closed = true;
                    try (out) {
                        write();
                    }
                }
            }
        }
    }
}
