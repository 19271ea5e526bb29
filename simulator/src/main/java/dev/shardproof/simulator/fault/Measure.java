package dev.shardproof.simulator.fault;

import java.util.Objects;

/**
 * One effect of a fault with what measures it.
 *
 * @param expected what must be seen
 * @param probe what looks; whoever asked for the measure closes it
 */
public record Measure(ExpectedEffect expected, Probe probe) {
    public Measure {
        Objects.requireNonNull(expected, "expected is null");
        Objects.requireNonNull(probe, "probe is null");
    }
}
