package dev.shardproof.verifier.compare.locate;

import dev.shardproof.verifier.compare.Comparison;
import dev.shardproof.verifier.compare.Side;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The sessions in which the rows of one comparison are looked up, one a shard and side. */
final class Sessions implements AutoCloseable {

    private static final long SECONDS_FOR_A_CANCEL = 10;

    private final List<ShardReader> left;
    private final List<ShardReader> right;
    private final ExecutorService threads;

    Sessions(Comparison comparison) {
        left = open(comparison.left());
        right = open(comparison.right());
        threads = Executors.newFixedThreadPool(left.size() + right.size(), task -> {
            Thread thread = new Thread(task, "shardproof-verifier-locate");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static List<ShardReader> open(Side side) {
        return side.shards().stream().map(side.snapshots()::openReader).toList();
    }

    List<ShardReader> left() {
        return left;
    }

    List<ShardReader> right() {
        return right;
    }

    @FunctionalInterface
    interface Task {
        void run(ShardReader reader) throws SourceException;
    }

    /** Asks all shards of both sides at once. */
    void onEach(Task leftTask, Task rightTask) throws SourceException, InterruptedException {
        List<Callable<Void>> tasks = new ArrayList<>();
        left.forEach(reader -> tasks.add(calling(reader, leftTask)));
        right.forEach(reader -> tasks.add(calling(reader, rightTask)));
        List<Future<Void>> ended;
        try {
            ended = threads.invokeAll(tasks);
        } catch (InterruptedException e) {
            stop();
            throw e;
        }
        for (Future<Void> one : ended) {
            result(one);
        }
    }

    /** Reads in another thread, so that whoever waits for it can be interrupted; a driver that reads can not be. */
    <T> T apart(Callable<T> reading) throws SourceException, InterruptedException {
        try {
            return result(threads.submit(reading));
        } catch (InterruptedException e) {
            stop();
            throw e;
        }
    }

    private static <T> T result(Future<T> future) throws SourceException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SourceException cause) {
                throw cause;
            }
            throw new IllegalStateException("reading a shard broke: " + e.getCause(), e.getCause());
        }
    }

    private void stop() throws InterruptedException {
        left.forEach(ShardReader::cancel);
        right.forEach(ShardReader::cancel);
        threads.shutdown();
        threads.awaitTermination(SECONDS_FOR_A_CANCEL, TimeUnit.SECONDS);
    }

    private static Callable<Void> calling(ShardReader reader, Task task) {
        return () -> {
            task.run(reader);
            return null;
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
        left.forEach(ShardReader::close);
        right.forEach(ShardReader::close);
    }
}
