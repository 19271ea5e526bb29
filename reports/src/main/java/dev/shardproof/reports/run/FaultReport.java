package dev.shardproof.reports.run;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What was broken on purpose, and what that really did.
 *
 * @param name the fault's kind, e.g. {@code slowShard}
 * @param description the fault in words, e.g. {@code latency 200 ms, jitter 100 ms}
 * @param shard the shard that it hit; empty if it hits no single one
 * @param placedAt where the scenario placed it, e.g. {@code copying 40%}
 * @param start when it was injected; empty if its place was never reached
 * @param end when it was healed; empty if it was not
 * @param expectedEffect what it should do, in words
 * @param measured what it did; empty if nothing was measured
 * @param bitten whether the measured effect proves that the fault was there
 * @param healed whether it was taken away again
 */
public record FaultReport(
        String name,
        String description,
        Optional<String> shard,
        String placedAt,
        Optional<Instant> start,
        Optional<Instant> end,
        String expectedEffect,
        Optional<Effect> measured,
        boolean bitten,
        boolean healed) {

    public FaultReport {
        Require.text(name, "name");
        Objects.requireNonNull(description, "description is null");
        Objects.requireNonNull(shard, "shard is null");
        Require.text(placedAt, "placedAt");
        Objects.requireNonNull(start, "start is null");
        Objects.requireNonNull(end, "end is null");
        Objects.requireNonNull(expectedEffect, "expectedEffect is null");
        Objects.requireNonNull(measured, "measured is null");
        start.ifPresent(from -> Require.inOrder(from, end, "fault " + name));
        if (bitten && (start.isEmpty() || measured.isEmpty())) {
            throw new IllegalArgumentException("fault %s is said to have bitten, but it was never %s"
                    .formatted(name, start.isEmpty() ? "injected" : "measured"));
        }
    }

    /**
     * One figure before, during and after a fault.
     *
     * @param figure what was measured, e.g. {@code p50 round trip to s2}
     * @param unit the unit, e.g. {@code ms}
     * @param before without the fault
     * @param during with it
     * @param after when it was healed
     */
    public record Effect(String figure, String unit, double before, double during, double after) {
        public Effect {
            Require.text(figure, "figure");
            Require.text(unit, "unit");
            Require.finite(before, "before");
            Require.finite(during, "during");
            Require.finite(after, "after");
        }
    }
}
