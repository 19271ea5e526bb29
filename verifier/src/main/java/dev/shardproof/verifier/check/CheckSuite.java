package dev.shardproof.verifier.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Runs checks one after the other and never lets a broken judge look like a pass.
 *
 * <p>A check that throws is {@link Verdict#INCONCLUSIVE} and the next ones still run; an interrupt stops the suite
 * with the remaining checks named as inconclusive.
 */
public final class CheckSuite {

    private final List<Check> checks;
    private final LongSupplier nanoTime;

    /**
     * @param checks the judges, in the order in which they run
     * @param nanoTime a monotonic clock in nanoseconds, e.g. {@code System::nanoTime}
     */
    public CheckSuite(List<Check> checks, LongSupplier nanoTime) {
        this.checks = List.copyOf(checks);
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    /** Runs all checks; {@code onResult} sees each result as soon as it is there. */
    public List<CheckResult> run(Consumer<CheckResult> onResult) {
        List<CheckResult> results = new ArrayList<>();
        boolean interrupted = false;
        for (Check check : checks) {
            CheckResult result;
            if (interrupted) {
                result = CheckResult.inconclusive(check.name(), "not run: interrupted", Duration.ZERO);
            } else {
                long start = nanoTime.getAsLong();
                try {
                    result = check.run();
                } catch (InterruptedException e) {
                    interrupted = true;
                    result = CheckResult.inconclusive(check.name(), "interrupted", since(start));
                } catch (Exception e) {
                    result = CheckResult.inconclusive(check.name(), "the check broke: " + e, since(start));
                }
            }
            results.add(result);
            onResult.accept(result);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return List.copyOf(results);
    }

    private Duration since(long startNanos) {
        return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
    }
}
