package dev.shardproof.verifier.compare;

import dev.shardproof.verifier.source.SourceException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Reads some tables at once, so that a shard which is done with one goes on with the next and waits for no other shard.
 * How many sessions read a shard is not decided here; a few tables under way do, and each takes memory for its digests.
 */
public final class TableLanes {

    private static final int TABLES_AT_ONCE = 4;
    private static final long SECONDS_FOR_A_CANCEL = 10;

    private TableLanes() {}

    /** Reads one table. */
    @FunctionalInterface
    public interface Reading<T, R> {
        R read(T table) throws SourceException, InterruptedException;
    }

    /** Does something with one table, and keeps what comes of it by itself. */
    @FunctionalInterface
    public interface Step<T> {
        void of(T table) throws SourceException, InterruptedException;
    }

    /**
     * Reads the tables, the first ones first.
     *
     * @param tables what is known of each table, by its name
     * @param reading called for several tables at the same time
     * @param failed told which tables could not be read, in this thread
     * @return what was read, table by table in the given order, without those that could not be read
     */
    public static <T, R> Map<String, R> run(
            Map<String, T> tables, Reading<T, R> reading, BiConsumer<String, SourceException> failed)
            throws InterruptedException {
        ExecutorService lanes =
                Executors.newFixedThreadPool(Math.max(1, Math.min(tables.size(), TABLES_AT_ONCE)), task -> {
                    Thread thread = new Thread(task, "shardproof-verifier-table");
                    thread.setDaemon(true);
                    return thread;
                });
        Map<String, Future<R>> readings = new LinkedHashMap<>();
        try {
            tables.forEach((table, of) -> readings.put(table, lanes.submit(() -> reading.read(of))));
            Map<String, R> read = new LinkedHashMap<>();
            for (Map.Entry<String, Future<R>> one : readings.entrySet()) {
                try {
                    read.put(one.getKey(), one.getValue().get());
                } catch (ExecutionException e) {
                    failed.accept(one.getKey(), sourceException(e));
                }
            }
            return read;
        } finally {
            // In vain when all have ended; else what is under way is cancelled, and no session is in use afterwards.
            lanes.shutdownNow();
            awaitEnd(lanes);
        }
    }

    /** As {@link #run}, without a result. */
    public static <T> void forEach(Map<String, T> tables, Step<T> step, BiConsumer<String, SourceException> failed)
            throws InterruptedException {
        run(
                tables,
                table -> {
                    step.of(table);
                    return true;
                },
                failed);
    }

    private static SourceException sourceException(ExecutionException e) throws InterruptedException {
        if (e.getCause() instanceof SourceException cause) {
            return cause;
        }
        if (e.getCause() instanceof InterruptedException cause) {
            throw cause;
        }
        throw new IllegalStateException("reading a table broke: " + e.getCause(), e.getCause());
    }

    private static void awaitEnd(ExecutorService lanes) {
        try {
            lanes.awaitTermination(SECONDS_FOR_A_CANCEL, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
