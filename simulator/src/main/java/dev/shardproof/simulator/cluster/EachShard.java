package dev.shardproof.simulator.cluster;

import dev.shardproof.simulator.topology.ShardId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same work for several shards at the same time, one thread each. */
public final class EachShard {

    private EachShard() {}

    /** The work for one shard. It should end soon after its thread is interrupted. */
    @FunctionalInterface
    public interface Work<T> {
        T run(ShardId shard) throws Exception;
    }

    /**
     * Runs the work for all shards and waits for all of it, whatever happens. The first failure interrupts the rest.
     *
     * @return the results in the order of the shards
     * @throws Exception the first failure; later ones are suppressed in it
     */
    public static <T> Map<ShardId, T> run(Collection<ShardId> shards, Work<T> work) throws Exception {
        if (shards.isEmpty()) {
            return Map.of();
        }
        ExecutorService threads = Executors.newFixedThreadPool(shards.size(), EachShard::daemon);
        try {
            ExecutorCompletionService<T> running = new ExecutorCompletionService<>(threads);
            Map<ShardId, Future<T>> futures = new LinkedHashMap<>();
            for (ShardId shard : shards) {
                Callable<T> task = () -> {
                    Thread.currentThread().setName("shard-" + shard);
                    return work.run(shard);
                };
                futures.put(shard, running.submit(task));
            }
            awaitAll(running, threads, futures.size());
            Map<ShardId, T> results = new LinkedHashMap<>();
            for (Map.Entry<ShardId, Future<T>> future : futures.entrySet()) {
                results.put(future.getKey(), future.getValue().get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> void awaitAll(ExecutorCompletionService<T> running, ExecutorService threads, int count)
            throws Exception {
        List<Throwable> failures = new ArrayList<>();
        for (int done = 0; done < count; ) {
            try {
                Future<T> ended = running.take();
                done++;
                ended.get();
            } catch (ExecutionException e) {
                failures.add(e.getCause());
                threads.shutdownNow();
            } catch (InterruptedException e) {
                failures.add(e);
                threads.shutdownNow();
            }
        }
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.get(0);
        failures.stream().skip(1).forEach(first::addSuppressed);
        if (first instanceof Error error) {
            throw error;
        }
        throw (Exception) first;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }
}
