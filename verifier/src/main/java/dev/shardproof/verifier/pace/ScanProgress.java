package dev.shardproof.verifier.pace;

import dev.shardproof.verifier.source.Pace.ScannedChunk;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Adds up the chunks of all tables and shards to how far the whole is, and how fast it lately was.
 *
 * <p>A table counts with its pages. What is read twice (to find the rows of a bucket) counts as rows, never as more than
 * the whole table. Thread-safe.
 */
public final class ScanProgress {

    private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();
    private static final double NANOS_PER_SECOND = 1e9;

    /** How long to have read before a pace is told. */
    private static final double LEAST_SECONDS = 1;

    private record Part(String shard, String table) {}

    private record Sample(long nanoTime, long rows, long pages) {}

    private final LongSupplier nanoTime;
    private final Consumer<ScanState> listener;
    private final Map<Part, Long> totalPages = new HashMap<>();
    private final Map<Part, Long> donePages = new HashMap<>();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long rows;
    private long pages;
    private long done;
    private long total;

    /**
     * @param nanoTime a monotonic clock in nanoseconds
     * @param listener gets the state after each chunk, from the scanning threads, one at a time; must return soon
     */
    public ScanProgress(LongSupplier nanoTime, Consumer<ScanState> listener) {
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        this.listener = Objects.requireNonNull(listener, "listener is null");
        samples.add(new Sample(nanoTime.getAsLong(), 0, 0));
    }

    /** A table will be scanned; call it for all before the first scan, so that the share is of the whole. */
    public synchronized void expect(String shard, String table, long pagesOfTable) {
        Part part = new Part(shard, table);
        long before = totalPages.getOrDefault(part, 0L);
        long now = Math.max(before, pagesOfTable);
        totalPages.put(part, now);
        total += now - before;
    }

    /** A table is scanned anew, for instance in a new snapshot: what was read of it no longer counts as done. */
    public synchronized void again(String shard, String table) {
        Long before = donePages.remove(new Part(shard, table));
        done -= before == null ? 0 : before;
    }

    /** A part of a table need not be scanned, for its digest is known from an earlier run. */
    public synchronized void skipped(String shard, String table, long skippedPages) {
        add(new Part(shard, table), skippedPages);
    }

    /** A chunk was read. */
    public synchronized void read(ScannedChunk chunk) {
        expect(chunk.shard(), chunk.table(), chunk.pagesOfTable());
        add(new Part(chunk.shard(), chunk.table()), chunk.pages());
        rows += chunk.rows();
        pages += chunk.pages();
        long now = nanoTime.getAsLong();
        samples.addLast(new Sample(now, rows, pages));
        // The oldest one kept lies just outside the window, so that the window is covered.
        while (samples.size() > 2 && now - second().nanoTime() >= WINDOW_NANOS) {
            samples.removeFirst();
        }
        listener.accept(state(chunk.table(), chunk.shard()));
    }

    private void add(Part part, long morePages) {
        long before = donePages.getOrDefault(part, 0L);
        long now = Math.min(totalPages.getOrDefault(part, 0L), before + morePages);
        donePages.put(part, now);
        done += now - before;
    }

    /** How far it is now. */
    public synchronized ScanState state() {
        return state("", "");
    }

    private ScanState state(String table, String shard) {
        Sample first = samples.getFirst();
        double seconds = (nanoTime.getAsLong() - first.nanoTime()) / NANOS_PER_SECOND;
        // A first small chunk says little of the pace.
        boolean moving = seconds >= LEAST_SECONDS && rows + pages > first.rows() + first.pages();
        OptionalDouble share = total == 0 ? OptionalDouble.empty() : OptionalDouble.of(done / (double) total);
        OptionalDouble pace = moving ? OptionalDouble.of((rows - first.rows()) / seconds) : OptionalDouble.empty();
        Optional<Duration> remaining = Optional.empty();
        if (total > 0 && moving && pages > first.pages()) {
            double left = (total - done) * seconds / (pages - first.pages());
            remaining = Optional.of(Duration.ofMillis(Math.round(left * 1_000)));
        }
        return new ScanState(rows, share, pace, remaining, table, shard);
    }

    private Sample second() {
        var iterator = samples.iterator();
        iterator.next();
        return iterator.next();
    }
}
