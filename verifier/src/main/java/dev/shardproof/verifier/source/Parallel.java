package dev.shardproof.verifier.source;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Asks all shards at once and waits for all answers. */
final class Parallel {

    private Parallel() {}

    @FunctionalInterface
    interface Task<A, T> {
        T run(A asked) throws SourceException;
    }

    /**
     * @param onInterrupt stops what one shard is doing; called for all of them when this thread is interrupted, which is
     *     then reported only after all tasks have ended, so that none still uses a session
     */
    static <A, T> Map<String, T> onEach(
            ExecutorService threads, Map<String, A> asked, Task<A, T> task, Consumer<A> onInterrupt)
            throws SourceException, InterruptedException {
        Map<String, Future<T>> futures = new LinkedHashMap<>();
        asked.forEach((shard, one) -> futures.put(shard, threads.submit(() -> task.run(one))));
        Map<String, T> answers = new LinkedHashMap<>();
        Throwable failure = null;
        for (Map.Entry<String, Future<T>> future : futures.entrySet()) {
            boolean waiting = true;
            while (waiting) {
                try {
                    answers.put(future.getKey(), future.getValue().get());
                    waiting = false;
                } catch (ExecutionException e) {
                    failure = failure == null ? e.getCause() : failure;
                    waiting = false;
                } catch (InterruptedException e) {
                    failure = e;
                    asked.values().forEach(onInterrupt);
                }
            }
        }
        if (failure instanceof SourceException e) {
            throw e;
        }
        if (failure instanceof InterruptedException e) {
            throw e;
        }
        if (failure != null) {
            throw new IllegalStateException("reading a shard broke: " + failure, failure);
        }
        return answers;
    }
}
