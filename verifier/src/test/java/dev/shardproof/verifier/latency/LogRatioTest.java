package dev.shardproof.verifier.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shardproof.verifier.latency.block.LatencyComparison.Design;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LogRatioTest {

    private static final Offset<Double> TINY = within(1e-9);

    /** Of what {@link #tenAround} draws. */
    private static final double TEN_VARIANCE = 0.2 / 9;

    /** t(0.95, 9). */
    private static final double T_NINE = 1.833113;

    @Test
    void boundsAreAtLeastStudentsWhereBothSidesSpreadAlike() {
        // Equal sizes and variances: Welch's degrees of freedom are 2 (n - 1) = 18, t(0.95, 18) = 1.734064.
        List<Double> before = tenAround(0);
        List<Double> after = tenAround(0.5);

        LogRatio ratio = LogRatio.of(Design.BEFORE_AFTER, before, after, 0.05, 1);
        LogRatio.Bounds bounds = ratio.bounds(NoiseFloor.Deviation.ZERO);

        double error = Math.sqrt(2 * TEN_VARIANCE / 10);
        assertThat(Math.log(ratio.ratio())).isCloseTo(0.5, TINY);
        assertThat(Math.log(bounds.lower(0.05))).isCloseTo(0.5 - 1.734064 * error, within(1e-6));
        assertThat(Math.log(bounds.upper(0.05))).isCloseTo(0.5 + 1.734064 * error, within(1e-6));
        double margin = T_NINE * Math.sqrt(TEN_VARIANCE / 10);
        assertThat(Math.log(bounds.afterUpper(0.05))).isCloseTo(0.5 + margin, within(1e-6));
        assertThat(Math.log(bounds.afterLower(0.05))).isCloseTo(0.5 - margin, within(1e-6));
        // The probability of the bound is the one that it was asked for.
        assertThat(bounds.probability(bounds.lower(0.05))).isCloseTo(0.05, within(1e-6));
    }

    @Test
    void sharedNoiseIsOneMoreVariance() {
        LogRatio.Bounds bounds = LogRatio.of(Design.BEFORE_AFTER, tenAround(0), tenAround(0.5), 0.05, 1)
                .bounds(new NoiseFloor.Deviation(0.2, 10));

        // v = 0.00444 of the blocks; Satterthwaite: (v + 0.04)² / (v² / 18 + 0.04² / 10) = 12.26 degrees, t = 1.779;
        // the bootstrap is a little wider.
        double margin = (0.5 - Math.log(bounds.lower(0.05))) / Math.sqrt(2 * TEN_VARIANCE / 10 + 0.04);
        assertThat(margin).isBetween(1.77, 1.85);
    }

    @Test
    void blocksThatAreAllAlikeHaveNoMargin() {
        LogRatio.Bounds bounds = LogRatio.of(Design.BEFORE_AFTER, List.of(100.0, 100.0), List.of(110.0, 110.0), 0.05, 1)
                .bounds(NoiseFloor.Deviation.ZERO);

        assertThat(bounds.lower(0.05)).isCloseTo(1.1, TINY);
        assertThat(bounds.upper(0.05)).isCloseTo(1.1, TINY);
        assertThat(bounds.probability(1.05)).isZero();
        assertThat(bounds.probability(1.15)).isEqualTo(1);
    }

    @Test
    void pairsTakeOutTheLuckThatTheyShare() {
        List<Double> luck = exp(-1, 0.7, -0.3, 1, 0.2, -0.8);
        List<Double> before = new ArrayList<>();
        List<Double> after = new ArrayList<>();
        for (int i = 0; i < luck.size(); i++) {
            before.add(luck.get(i));
            after.add(luck.get(i) * 1.2 * (1 + 0.001 * (i % 2)));
        }

        LogRatio.Bounds paired =
                LogRatio.of(Design.PAIRED, before, after, 0.05, 1).bounds(NoiseFloor.Deviation.ZERO);
        LogRatio.Bounds apart =
                LogRatio.of(Design.BEFORE_AFTER, before, after, 0.05, 1).bounds(NoiseFloor.Deviation.ZERO);

        assertThat(paired.lower(0.05)).isBetween(1.1999, 1.2006);
        assertThat(apart.lower(0.05)).isLessThan(1);
    }

    @Test
    void aSingleStoredFigureIsTakenAsExact() {
        LogRatio ratio = LogRatio.of(Design.STORED, List.of(1.0), tenAround(0.5), 0.05, 1);

        assertThat(Math.log(ratio.ratio())).isCloseTo(0.5, TINY);
        assertThat(Math.log(ratio.bounds(NoiseFloor.Deviation.ZERO).lower(0.05)))
                .isCloseTo(0.5 - T_NINE * Math.sqrt(TEN_VARIANCE / 10), within(1e-6));
    }

    @Test
    void fiveBlocksAreTakenToBeAlikeForNobodyCanTell() {
        LogRatio few = LogRatio.of(Design.STORED, List.of(1.0), exp(0.2, -0.1, 0.1, -0.2, 0), 0.05, 1);

        // As independent ones they would have t(0.95, 4) = 2.131847.
        double margin = -Math.log(few.bounds(NoiseFloor.Deviation.ZERO).lower(0.05));
        assertThat(margin).isGreaterThan(1.7 * 2.131847 * Math.sqrt(0.025 / 5));
    }

    @Test
    void blocksThatFollowEachOtherSayLess() {
        // The same ten values, in waves and shuffled.
        List<Double> waves = exp(0, 0.1, 0.2, 0.3, 0.4, 0.4, 0.3, 0.2, 0.1, 0);
        List<Double> shuffled = exp(0.4, 0, 0.3, 0.1, 0.2, 0.4, 0, 0.3, 0.2, 0.1);

        double inWaves = margin(waves);

        assertThat(inWaves).isGreaterThan(1.5 * margin(shuffled));
    }

    @Test
    void aFewExtremeBlocksWidenTheBootstrapOnTheirSideOnly() {
        List<Double> before = exp(0, 0.01, 0, 0.01, 0, 0.01, 0, 0.01, 0, 0.01, 0, 0.01);
        List<Double> skewed = exp(0, 0, 0, 0.01, 0, 0, 0.01, 0, 2, 0, 0, 0.01);

        LogRatio ratio = LogRatio.of(Design.BEFORE_AFTER, before, skewed, 0.05, 1);
        LogRatio.Bounds bounds = ratio.bounds(NoiseFloor.Deviation.ZERO);

        double up = Math.log(bounds.upper(0.05) / ratio.ratio());
        double down = Math.log(ratio.ratio() / bounds.lower(0.05));
        assertThat(up).isGreaterThan(1.2 * down);
    }

    @Test
    void theSameSeedDrawsTheSame() {
        List<Double> before = exp(0, 0.3, -0.1, 0.2, 0.1);
        List<Double> skewed = exp(0, 0, 0, 2, 0);

        assertThat(upper(before, skewed, 7)).isEqualTo(upper(before, skewed, 7));
    }

    private static double upper(List<Double> before, List<Double> after, long seed) {
        return LogRatio.of(Design.BEFORE_AFTER, before, after, 0.05, seed)
                .bounds(NoiseFloor.Deviation.ZERO)
                .upper(0.05);
    }

    private static double margin(List<Double> after) {
        LogRatio ratio = LogRatio.of(Design.STORED, List.of(1.0), after, 0.05, 1);
        return Math.log(ratio.ratio() / ratio.bounds(NoiseFloor.Deviation.ZERO).lower(0.05));
    }

    /** Ten that do not follow each other. */
    private static List<Double> tenAround(double log) {
        return DoubleStream.of(-0.2, 0.1, -0.1, 0.2, 0, -0.2, 0.1, -0.1, 0.2, 0)
                .map(deviation -> Math.exp(log + deviation))
                .boxed()
                .toList();
    }

    private static List<Double> exp(double... logs) {
        return DoubleStream.of(logs).map(Math::exp).boxed().toList();
    }
}
