package dev.shardproof.loadgen.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * One load.
 *
 * @param model when operations begin
 * @param maxDuration how long operations are due if nobody stops the load; whole seconds
 * @param drainTimeout how long operations that are due may take to end once no more are due
 * @param seed decides which operations are generated
 * @param reportFolder where Gatling's report goes; must not exist yet
 * @param punctualityFile where is written, every second, how well the schedule is kept; must not exist yet
 * @param pseudonym stands for keys in the history
 */
public record LoadSettings(
        LoadModel model,
        Duration maxDuration,
        Duration drainTimeout,
        long seed,
        Path reportFolder,
        Path punctualityFile,
        KeyPseudonym pseudonym) {
    public LoadSettings {
        Objects.requireNonNull(model, "model is null");
        Objects.requireNonNull(maxDuration, "maxDuration is null");
        Objects.requireNonNull(drainTimeout, "drainTimeout is null");
        Objects.requireNonNull(reportFolder, "reportFolder is null");
        Objects.requireNonNull(punctualityFile, "punctualityFile is null");
        Objects.requireNonNull(pseudonym, "pseudonym is null");
        if (maxDuration.compareTo(Duration.ofSeconds(1)) < 0
                || maxDuration.compareTo(Duration.ofDays(14)) > 0
                || maxDuration.getNano() != 0) {
            throw new IllegalArgumentException(
                    "duration %s: it must be a whole number of seconds, from 1 s to 14 days".formatted(maxDuration));
        }
        if (drainTimeout.isNegative()) {
            throw new IllegalArgumentException("drain time-out %s is negative".formatted(drainTimeout));
        }
    }
}
