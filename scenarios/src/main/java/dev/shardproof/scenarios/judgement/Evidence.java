package dev.shardproof.scenarios.judgement;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Something that a judge needs, or the reason why it could not be had. It is for those who must not be held up by a judge:
 * a server that does not answer costs them {@link #PATIENCE} at most, and a check without its evidence is inconclusive.
 *
 * @param value what is needed; who has it closes it
 * @param reason why it is not there; empty if it is
 */
record Evidence<T extends AutoCloseable>(Optional<T> value, String reason) implements AutoCloseable {

    /** How long an emergency waits for its judge. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Makes one thing out of another. */
    @FunctionalInterface
    interface Step<T, S> {
        S from(T value) throws Exception;
    }

    Evidence {
        Objects.requireNonNull(value, "value is null");
        Objects.requireNonNull(reason, "reason is null");
        if (value.isPresent() != reason.isEmpty()) {
            throw new IllegalArgumentException("evidence is there, or there is a reason why not");
        }
    }

    static <T extends AutoCloseable> Evidence<T> missing(String reason) {
        return new Evidence<>(Optional.empty(), reason);
    }

    /** What the attempt returns in time. What comes too late is closed. */
    static <T extends AutoCloseable> Evidence<T> of(Callable<T> attempt) throws InterruptedException {
        return of(attempt, PATIENCE);
    }

    static <T extends AutoCloseable> Evidence<T> of(Callable<T> attempt, Duration patience)
            throws InterruptedException {
        CompletableFuture<T> taken = new CompletableFuture<>();
        Thread thread = new Thread(() -> take(attempt, taken), "shardproof-evidence");
        thread.setDaemon(true);
        thread.start();
        try {
            return new Evidence<>(Optional.of(taken.get(patience.toMillis(), TimeUnit.MILLISECONDS)), "");
        } catch (ExecutionException e) {
            return missing(String.valueOf(e.getCause().getMessage()));
        } catch (TimeoutException e) {
            String reason = "the servers did not answer the judge within %d s".formatted(patience.toSeconds());
            taken.completeExceptionally(e);
            closeLate(taken);
            return missing(reason);
        } catch (InterruptedException e) {
            taken.completeExceptionally(e);
            closeLate(taken);
            throw e;
        }
    }

    private static <T extends AutoCloseable> void take(Callable<T> attempt, CompletableFuture<T> taken) {
        try {
            T value = attempt.call();
            if (!taken.complete(value)) {
                closeQuietly(value);
            }
        } catch (Exception e) {
            taken.completeExceptionally(e);
        }
    }

    /** What came in the very moment in which nobody wanted to wait any longer. */
    private static <T extends AutoCloseable> void closeLate(CompletableFuture<T> taken) {
        if (!taken.isCompletedExceptionally()) {
            closeQuietly(taken.join());
        }
    }

    /** What the step makes of it in time; the same reason if it is not there. */
    <S extends AutoCloseable> Evidence<S> then(Step<T, S> step) throws InterruptedException {
        return value.isPresent() ? of(() -> step.from(value.get())) : missing(reason);
    }

    /** A check that needs this. */
    Check check(String name, Function<T, Check> judge) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CheckResult run() throws Exception {
                return value.isPresent()
                        ? judge.apply(value.get()).run()
                        : CheckResult.inconclusive(name, "nothing could be compared: " + reason, Duration.ZERO);
            }
        };
    }

    @Override
    public void close() {
        value.ifPresent(Evidence::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // Sessions that only ever read: the server ends them by itself.
        }
    }
}
