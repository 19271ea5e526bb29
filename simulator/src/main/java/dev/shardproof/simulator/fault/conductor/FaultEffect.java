package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.ExpectedEffect;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One measured effect of a fault. It has bitten if the figure during it is at least the expected rise above the figure
 * before it; it has healed if the figure after it is above by the healed rise at the most. A figure that is missing
 * proves nothing.
 *
 * @param expected what had to be seen
 * @param before measured just before the injection
 * @param during measured while it acted; samples that the healing overtook do not count
 * @param after measured after the healing, the last time that it was tried
 */
public record FaultEffect(ExpectedEffect expected, Samples before, Samples during, Samples after) {

    public FaultEffect {
        Objects.requireNonNull(expected, "expected is null");
        Objects.requireNonNull(before, "before is null");
        Objects.requireNonNull(during, "during is null");
        Objects.requireNonNull(after, "after is null");
    }

    /** The figure of a stretch; empty if nothing in it was measured. */
    public OptionalDouble figure(Samples samples) {
        return expected.summary().of(samples.answered(), samples.failures());
    }

    /** Whether there is a figure from before to compare with. */
    public boolean comparable() {
        return figure(before).isPresent();
    }

    /** Whether this effect is one that has to show the bite. */
    public boolean provesBite() {
        return expected.leastRise().isPresent();
    }

    /** Whether the fault is proven to have acted, as far as this effect can show it. */
    public boolean bitten() {
        return provesBite() && rise(during) >= expected.leastRise().getAsDouble();
    }

    /** Whether nothing of this effect remains; true for an effect that does not have to show it. */
    public boolean healed() {
        return expected.healedRise().isEmpty()
                || rise(after) <= expected.healedRise().getAsDouble();
    }

    /** NaN, which is neither more nor less than anything, where a figure is missing. */
    private double rise(Samples samples) {
        OptionalDouble from = figure(before);
        OptionalDouble to = figure(samples);
        return from.isPresent() && to.isPresent() ? to.getAsDouble() - from.getAsDouble() : Double.NaN;
    }
}
