package dev.shardproof.scenarios.spec.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({"200ms, 200", "20s, 20000", "2m, 120000", "1h, 3600000", "0s, 0", "90s, 90000", "1500ms, 1500"})
    void durationIsReadAndWritten(String text, long millis) {
        assertThat(Quantities.parseDuration(text)).contains(Duration.ofMillis(millis));
        assertThat(Quantities.formatDuration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0B, 0",
        "7B, 7",
        "64KB, 64000",
        "1MB, 1000000",
        "100GB, 100000000000",
        "1KiB, 1024",
        "20MiB, 20971520",
        "1500KB, 1500000"
    })
    void sizeIsReadAndWritten(String text, long bytes) {
        assertThat(Quantities.parseBytes(text)).contains(bytes);
        assertThat(Quantities.parseThroughput(text + "/s")).contains(bytes);
        assertThat(Quantities.formatBytes(bytes)).isEqualTo(text);
        assertThat(Quantities.formatThroughput(bytes)).isEqualTo(text + "/s");
    }

    @ParameterizedTest
    @CsvSource({"+10%, 10, 10%", "10%, 10, 10%", "2.5%, 2.5, 2.5%", "0%, 0, 0%", "100000%, 100000, 100000%"})
    void percentageIsReadAndWritten(String text, double percent, String written) {
        assertThat(Quantities.parsePercent(text)).contains(percent);
        assertThat(Quantities.formatPercent(percent)).isEqualTo(written);
    }

    @Test
    void rateIsReadAndWritten() {
        assertThat(Quantities.parseRate("300/s")).contains(300);
        assertThat(Quantities.formatRate(300)).isEqualTo("300/s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "1.5s", "-1s", "1 s", "1S", "1d", "1m30s", "1234567890s", "٣s", "10%", "1MB"})
    void anythingElseIsNoDuration(String text) {
        assertThat(Quantities.parseDuration(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "MB", "1.5MB", "-1MB", "1 MB", "1mb", "1Mb", "1TB", "1MB/s", "1iB"})
    void anythingElseIsNoSize(String text) {
        assertThat(Quantities.parseBytes(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "300", "/s", "300/m", "-3/s", "3 /s", "0.5/s", "1MB/s"})
    void anythingElseIsNoRate(String text) {
        assertThat(Quantities.parseRate(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "10", "-10%", "++1%", "1.%", ".5%", "1 %"})
    void anythingElseIsNoPercentage(String text) {
        assertThat(Quantities.parsePercent(text)).isEmpty();
    }

    @Test
    void durationThatNeedsAFractionIsNotWritten() {
        assertThatThrownBy(() -> Quantities.formatDuration(Duration.ofNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
