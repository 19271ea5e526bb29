package dev.shardproof.verifier.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LogRatioTest {

    private static final Offset<Double> TINY = within(1e-9);

    @Test
    void boundsAreStudentsWhereBothSidesSpreadAlike() {
        // Equal sizes and variances: Welch's degrees of freedom are 2 (n - 1) = 8, t(0.95, 8) = 1.859548.
        List<Double> before = exp(-0.2, -0.1, 0, 0.1, 0.2);
        List<Double> after = exp(0.3, 0.4, 0.5, 0.6, 0.7);

        LogRatio ratio = LogRatio.of(before, after, 0.95);

        double error = Math.sqrt(2 * 0.025 / 5);
        assertThat(Math.log(ratio.ratio())).isCloseTo(0.5, TINY);
        assertThat(Math.log(ratio.lower())).isCloseTo(0.5 - 1.859548 * error, within(1e-6));
        assertThat(Math.log(ratio.upper())).isCloseTo(0.5 + 1.859548 * error, within(1e-6));
        // t(0.95, 4) = 2.131847
        assertThat(Math.log(ratio.afterUpper())).isCloseTo(0.5 + 2.131847 * Math.sqrt(0.005), within(1e-6));
    }

    @Test
    void blocksThatAreAllAlikeHaveNoMargin() {
        LogRatio ratio = LogRatio.of(List.of(100.0, 100.0), List.of(110.0, 110.0), 0.95);

        assertThat(ratio.lower()).isCloseTo(1.1, TINY);
        assertThat(ratio.upper()).isCloseTo(1.1, TINY);
    }

    private static List<Double> exp(double... logs) {
        return DoubleStream.of(logs).map(Math::exp).boxed().toList();
    }
}
