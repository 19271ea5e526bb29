package dev.shardproof.scenarios.application;

import dev.shardproof.simulator.client.ClientCounts;
import dev.shardproof.simulator.client.ClientGauges;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What the instances have done, written down four times a second while they do it: a history knows of a request only when it
 * has ended, which in a retry storm can take long. A header line, then lines of numbers, separated by tabs: microseconds
 * since 1970, the {@link ClientCounts} in their order, which only rise, and the {@link ClientGauges}.
 */
public final class ActivityFile {

    static final String HEADER = "shardproof-activity 2\tmicros\trequests\tattempts\tattemptsBeyondLimit"
            + "\tacknowledgedInTime\tretriesRefused\thedges\tbreakerRejected\tstaleRequests\tpoolWaits\tpoolWaitMicros"
            + "\tpoolPending\tbreakersOpen\n";

    private static final int COLUMNS = 13;
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
            try {
                out.write(text(new Line(epochMicros.getAsLong(), tier.counts(), tier.gauges())));
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
     * @param counts what all instances together have done
     * @param gauges how they are
     */
    public record Line(long micros, ClientCounts counts, ClientGauges gauges) {}

    /**
     * All whole lines; none if there is no file.
     *
     * @throws IOException if the file can not be read, or is something else
     */
    public static List<Line> all(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        if (!Files.exists(file)) {
            return lines;
        }
        String text = Files.readString(file);
        int whole = text.lastIndexOf('\n');
        for (String line : text.substring(0, Math.max(0, whole)).lines().skip(1).toList()) {
            lines.add(parse(file, line));
        }
        return lines;
    }

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

    private static String text(Line line) {
        ClientCounts counts = line.counts();
        return LongStream.of(
                        line.micros(),
                        counts.requests(),
                        counts.attempts(),
                        counts.attemptsBeyondLimit(),
                        counts.acknowledgedInTime(),
                        counts.retriesRefused(),
                        counts.hedges(),
                        counts.breakerRejected(),
                        counts.staleRequests(),
                        counts.poolWaits(),
                        counts.poolWaitMicros(),
                        line.gauges().poolPending(),
                        line.gauges().breakersOpen())
                .mapToObj(Long::toString)
                .collect(Collectors.joining("\t", "", "\n"));
    }

    private static Line parse(Path file, String line) throws IOException {
        try {
            long[] n = Arrays.stream(line.split("\t", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            if (n.length != COLUMNS) {
                throw new IOException(
                        "%s: a line has %d columns, not the %d of an activity file".formatted(file, n.length, COLUMNS));
            }
            return new Line(
                    n[0],
                    new ClientCounts(n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10]),
                    new ClientGauges(n[11], n[12]));
        } catch (NumberFormatException e) {
            throw new IOException("%s: '%s' is no line of an activity file".formatted(file, line), e);
        }
    }
}
