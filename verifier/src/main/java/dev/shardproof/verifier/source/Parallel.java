package dev.shardproof.verifier.source;

import java.util.ArrayList;
import java.util.List;
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

    /** @param failure the first one in the order in which was asked; null if there was none */
    private record Ended<T>(List<T> answers, Throwable failure, boolean interrupted) {

        List<T> answersOrFailure() throws SourceException {
            if (failure instanceof SourceException e) {
                throw e;
            }
            if (failure != null) {
                throw new IllegalStateException("reading a shard broke: " + failure, failure);
            }
            return answers;
        }
    }

    /**
     * Answers in the order in which was asked.
     *
     * @param onInterrupt stops what one shard is doing; called for all of them when this thread is interrupted, which is
     *     then reported only after all tasks have ended, so that none still uses a session
     */
    static <A, T> List<T> onEach(ExecutorService threads, List<A> asked, Task<A, T> task, Consumer<A> onInterrupt)
            throws SourceException, InterruptedException {
        Ended<T> ended = run(threads, asked, task, onInterrupt);
        if (ended.interrupted()) {
            throw new InterruptedException();
        }
        return ended.answersOrFailure();
    }

    /** The same for what can not be stopped: an interruption is kept for what this thread does next. */
    static <A, T> List<T> onEachToTheEnd(ExecutorService threads, List<A> asked, Task<A, T> task)
            throws SourceException {
        Ended<T> ended = run(threads, asked, task, one -> {});
        if (ended.interrupted()) {
            Thread.currentThread().interrupt();
        }
        return ended.answersOrFailure();
    }

    private static <A, T> Ended<T> run(
            ExecutorService threads, List<A> asked, Task<A, T> task, Consumer<A> onInterrupt) {
        List<Future<T>> futures = new ArrayList<>();
        asked.forEach(one -> futures.add(threads.submit(() -> task.run(one))));
        List<T> answers = new ArrayList<>();
        Throwable failure = null;
        boolean interrupted = false;
        for (Future<T> future : futures) {
            boolean waiting = true;
            while (waiting) {
                try {
                    answers.add(future.get());
                    waiting = false;
                } catch (ExecutionException e) {
                    failure = failure == null ? e.getCause() : failure;
                    waiting = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                    asked.forEach(onInterrupt);
                }
            }
        }
        return new Ended<>(answers, failure, interrupted);
    }
}
