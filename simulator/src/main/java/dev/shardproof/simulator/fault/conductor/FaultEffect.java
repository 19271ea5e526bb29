package dev.shardproof.simulator.fault.conductor;

import dev.shardproof.simulator.fault.Fault;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The measured effect of a fault on the round trip of its link. A fault has bitten if the median during it is at least
 * {@code leastRiseMicros} above the median before it; it has healed if the median after it is at most
 * {@code healedRiseMicros} above. A median that is missing proves nothing.
 *
 * @param leastRiseMicros the rise that the fault must show, see {@link Fault#leastRise()}
 * @param healedRiseMicros the rise that may remain, see {@link Fault#healedRise()}
 * @param before measured just before the injection
 * @param during measured while it acted; samples that the healing overtook do not count
 * @param after measured after the healing, the last time that it was tried
 */
public record FaultEffect(
        long leastRiseMicros, long healedRiseMicros, RoundTrips before, RoundTrips during, RoundTrips after) {

    public FaultEffect {
        Objects.requireNonNull(before, "before is null");
        Objects.requireNonNull(during, "during is null");
        Objects.requireNonNull(after, "after is null");
        if (leastRiseMicros <= 0 || healedRiseMicros < 0) {
            throw new IllegalArgumentException("least rise %d µs and healed rise %d µs: positive times are needed"
                    .formatted(leastRiseMicros, healedRiseMicros));
        }
    }

    /** The effect of {@code fault}. */
    public static FaultEffect of(Fault fault, RoundTrips before, RoundTrips during, RoundTrips after) {
        return new FaultEffect(
                TimeUnit.NANOSECONDS.toMicros(fault.leastRise().toNanos()),
                TimeUnit.NANOSECONDS.toMicros(fault.healedRise().toNanos()),
                before,
                during,
                after);
    }

    /** Whether the fault is proven to have acted. */
    public boolean bitten() {
        return comparable(during)
                && during.medianMicros().getAsLong() - before.medianMicros().getAsLong() >= leastRiseMicros;
    }

    /** Whether the fault is proven to be gone. */
    public boolean healed() {
        return comparable(after)
                && after.medianMicros().getAsLong() - before.medianMicros().getAsLong() <= healedRiseMicros;
    }

    private boolean comparable(RoundTrips other) {
        return before.medianMicros().isPresent() && other.medianMicros().isPresent();
    }
}
