package dev.shardproof.simulator.client.safeguard;

import java.time.Duration;
import java.util.Objects;

/**
 * When an instance stops to ask a shard for a while: the settings of a circuit breaker, of which each instance has one a
 * shard (M. Nygard, "Release It!", 2007). Time-outs, lost connections and a pool without a free connection count as
 * failures; refusals because a range moves, deadlocks and errors of the statement itself do not count, for the shard answers.
 *
 * @param failureRatePercent the share of failures that opens it, above 0, at most 100
 * @param window over which the share is taken; whole seconds, at least one
 * @param open how long it stays open before it lets some attempts through to see
 * @param minimumCalls fewer attempts than this in a window do not open it; at least 1
 * @param trialCalls how many attempts are let through to see; at least 1
 */
public record BreakerPolicy(
        double failureRatePercent, Duration window, Duration open, int minimumCalls, int trialCalls) {

    public BreakerPolicy {
        Objects.requireNonNull(window, "window is null");
        Objects.requireNonNull(open, "open is null");
        if (!(failureRatePercent > 0 && failureRatePercent <= 100)) {
            throw new IllegalArgumentException(
                    "failureRatePercent must be above 0 and at most 100, found " + failureRatePercent);
        }
        if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.toNanosPart() != 0) {
            throw new IllegalArgumentException("window must be whole seconds, found " + window);
        }
        if (open.isNegative() || open.isZero()) {
            throw new IllegalArgumentException("open must be longer than 0, found " + open);
        }
        if (minimumCalls < 1 || trialCalls < 1) {
            throw new IllegalArgumentException("minimumCalls is %d and trialCalls %d; each must be at least 1"
                    .formatted(minimumCalls, trialCalls));
        }
    }
}
