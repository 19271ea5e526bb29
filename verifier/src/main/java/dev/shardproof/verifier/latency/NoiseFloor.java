package dev.shardproof.verifier.latency;

import dev.shardproof.verifier.latency.block.LatencyComparison;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * How much the latency of two stretches of load differs although nothing was changed, beyond what their own blocks show:
 * the luck that all blocks of a stretch share. More requests do not average it away.
 *
 * @param origin how it is known
 * @param source where it comes from, for the report
 * @param phases deviation between two phases of one run
 * @param runs deviation between two runs
 */
public record NoiseFloor(
        Origin origin,
        String source,
        Map<LatencyGroup.Kind, Map<Double, Deviation>> phases,
        Map<LatencyGroup.Kind, Map<Double, Deviation>> runs) {

    /**
     * What is taken for the deviation of a phase where nobody has measured it; 5 % is the run-to-run noise of a
     * machine that is not a bad one.
     */
    public static final double ASSUMED_PHASE_NOISE = 0.05;

    /** So surely is the assumption taken for right. */
    private static final int ASSUMED_FREEDOM = 30;

    /** How a noise floor is known. */
    public enum Origin {
        /** On this machine, with this load. What has no figure in it is assumed. */
        MEASURED,
        /** Not at all; what is assumed only keeps the gate from crying wolf. */
        ASSUMED,
        /** The caller says that there is none. */
        RULED_OUT
    }

    /** Nothing but the blocks' own spread: for blocks whose two sides share their luck, or to look at one run alone. */
    public static final NoiseFloor NONE =
            new NoiseFloor(Origin.RULED_OUT, "none: the caller vouches for the blocks", Map.of(), Map.of());

    /**
     * For a machine without a calibration: it widens the bound that decides on FAIL, not the one of PASS.
     *
     * @param reason why there is none
     */
    public static NoiseFloor assumed(String reason) {
        return new NoiseFloor(
                Origin.ASSUMED,
                "none (%s): a noise of 5 %% between phases is assumed before anything is called slower, and ignored"
                                .formatted(reason)
                        + " where it is called fast enough; 'shardproof calibrate' measures it",
                Map.of(),
                Map.of());
    }

    /**
     * Standard deviation of a log ratio.
     *
     * @param log e.g. 0.05 for about 5 %
     * @param freedom how many independent differences it was estimated from
     */
    public record Deviation(double log, int freedom) {

        /** No deviation. */
        static final Deviation ZERO = new Deviation(0, 1);

        public Deviation {
            if (!(log >= 0 && log < Double.POSITIVE_INFINITY) || freedom < 1) {
                throw new IllegalArgumentException("deviation %s from %d differences".formatted(log, freedom));
            }
        }

        double variance() {
            return log * log;
        }
    }

    public NoiseFloor {
        Objects.requireNonNull(origin, "origin is null");
        Objects.requireNonNull(source, "source is null");
        phases = copy(phases);
        runs = copy(runs);
    }

    private static Map<LatencyGroup.Kind, Map<Double, Deviation>> copy(
            Map<LatencyGroup.Kind, Map<Double, Deviation>> deviations) {
        Map<LatencyGroup.Kind, Map<Double, Deviation>> copy = new LinkedHashMap<>();
        deviations.forEach((kind, byPercentile) -> copy.put(kind, Map.copyOf(byPercentile)));
        return Map.copyOf(copy);
    }

    /** What widens the bound that decides on FAIL. */
    Deviation againstFailing(LatencyComparison comparison, double percentile) {
        return isRuledOut(comparison)
                ? Deviation.ZERO
                : deviation(comparison, percentile)
                        .orElseGet(() -> new Deviation(ASSUMED_PHASE_NOISE * Math.sqrt(2), ASSUMED_FREEDOM));
    }

    /** What widens the bound that decides on PASS. */
    Deviation againstPassing(LatencyComparison comparison, double percentile) {
        return isRuledOut(comparison)
                ? Deviation.ZERO
                : deviation(comparison, percentile).orElse(Deviation.ZERO);
    }

    /** Whether there should be a figure for that percentile and is none, because too little load was calibrated. */
    boolean lacks(LatencyComparison comparison, double percentile) {
        return origin == Origin.MEASURED
                && !isRuledOut(comparison)
                && deviation(comparison, percentile).isEmpty();
    }

    private boolean isRuledOut(LatencyComparison comparison) {
        return origin == Origin.RULED_OUT || comparison.design() == LatencyComparison.Design.PAIRED;
    }

    /**
     * The smallest increase that can be told from noise with that error, however many requests there are, as a share:
     * 0.1 for 10 %.
     */
    double smallestIncrease(LatencyComparison comparison, double percentile, double level) {
        Deviation deviation = againstPassing(comparison, percentile);
        return deviation.log() == 0
                ? 0
                : Math.expm1(deviation.log()
                        * new TDistribution(null, deviation.freedom()).inverseCumulativeProbability(1 - level));
    }

    private Optional<Deviation> deviation(LatencyComparison comparison, double percentile) {
        Map<LatencyGroup.Kind, Map<Double, Deviation>> of =
                comparison.design() == LatencyComparison.Design.STORED ? runs : phases;
        return Optional.ofNullable(
                of.getOrDefault(comparison.group().kind(), Map.of()).get(percentile));
    }
}
