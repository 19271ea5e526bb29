package dev.shardproof.verifier.latency.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    @Test
    void failedRequestsAreInfinitelySlow() {
        LatencyHistogram histogram = upTo(98);
        histogram.addFailure();
        histogram.addFailure();

        LatencyBlock block = histogram.block(50, 98, 99);

        assertThat(block.requests()).isEqualTo(100);
        assertThat(block.failures()).isEqualTo(2);
        assertThat(block.micros())
                .containsEntry(50.0, 50.0)
                .containsEntry(98.0, 98.0)
                .containsEntry(99.0, Double.POSITIVE_INFINITY);
    }

    @Test
    void aMergedPercentileIsNotTheMeanOfPercentiles() {
        LatencyHistogram fast = upTo(1_000);
        LatencyHistogram slow = new LatencyHistogram();
        LongStream.rangeClosed(1, 100).forEach(i -> slow.add(1_000_000));

        fast.add(slow);

        assertThat(fast.requests()).isEqualTo(1_100);
        assertThat(fast.percentile(90)).isCloseTo(990, within(1.0));
        assertThat(fast.percentile(99)).isCloseTo(1_000_000, within(1_000.0));
    }

    @Test
    void noRequestsHaveNoPercentile() {
        assertThat(new LatencyHistogram().block(99).micros()).isEmpty();
        assertThatThrownBy(() -> new LatencyHistogram().percentile(99)).hasMessageContaining("no requests");
    }

    private static LatencyHistogram upTo(long micros) {
        LatencyHistogram histogram = new LatencyHistogram();
        LongStream.rangeClosed(1, micros).forEach(histogram::add);
        return histogram;
    }
}
