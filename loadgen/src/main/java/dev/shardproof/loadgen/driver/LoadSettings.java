package dev.shardproof.loadgen.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * One load of constant rate.
 *
 * @param ratePerSecond how many operations a second are due, whether or not the earlier ones have ended
 * @param maxDuration how long operations are due if nobody stops the load; whole seconds
 * @param drainTimeout how long operations that are due may take to end once no more are due
 * @param threads how many operations can be under way at the same time
 * @param seed decides which operations are generated
 * @param reportFolder where Gatling's report goes; must not exist yet
 * @param pseudonym stands for keys in the history
 */
public record LoadSettings(
        int ratePerSecond,
        Duration maxDuration,
        Duration drainTimeout,
        int threads,
        long seed,
        Path reportFolder,
        KeyPseudonym pseudonym) {
    public LoadSettings {
        Objects.requireNonNull(maxDuration, "maxDuration is null");
        Objects.requireNonNull(drainTimeout, "drainTimeout is null");
        Objects.requireNonNull(reportFolder, "reportFolder is null");
        Objects.requireNonNull(pseudonym, "pseudonym is null");
        if (ratePerSecond < 1 || ratePerSecond > 1_000_000) {
            throw new IllegalArgumentException(
                    "rate %d/s: it must be between 1/s and 1000000/s".formatted(ratePerSecond));
        }
        if (maxDuration.compareTo(Duration.ofSeconds(1)) < 0
                || maxDuration.compareTo(Duration.ofDays(14)) > 0
                || maxDuration.getNano() != 0) {
            throw new IllegalArgumentException(
                    "duration %s: it must be a whole number of seconds, from 1 s to 14 days".formatted(maxDuration));
        }
        if (drainTimeout.isNegative()) {
            throw new IllegalArgumentException("drain time-out %s is negative".formatted(drainTimeout));
        }
        if (threads < 1 || threads > 10_000) {
            throw new IllegalArgumentException("%d threads: there must be between 1 and 10000".formatted(threads));
        }
    }
}
