package dev.shardproof.reports.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource({"0, 0 µs", "840, 840 µs", "1000, 1.00 ms", "12345, 12.3 ms", "231000, 231 ms", "2050000, 2.05 s"})
    void latenciesAreInTheUnitThatSuits(long micros, String text) {
        assertThat(Figures.micros(micros)).isEqualTo(noBreak(text));
    }

    @ParameterizedTest
    @CsvSource({"350, 350 ms", "12400, 12.4 s", "125000, 2 min 05 s", "12000000, 3 h 20 min"})
    void durationsAreInTheUnitThatSuits(long millis, String text) {
        assertThat(Figures.duration(Duration.ofMillis(millis))).isEqualTo(noBreak(text));
    }

    @ParameterizedTest
    @CsvSource({"999, 999 B", "1000, 1.00 kB", "61400331, 61.4 MB", "999700000, 1.00 GB"})
    void sizesAreInPowersOfTen(long bytes, String text) {
        assertThat(Figures.bytes(bytes)).isEqualTo(noBreak(text));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.0421, 0.0421", "0.31, 0.310", "1.39, 1.39", "12.34, 12.3", "203.4, 203", "4210.4, '4,210'"})
    void measuredValuesHaveThreeSignificantDigits(double value, String text) {
        assertThat(Figures.significant(value)).isEqualTo(noBreak(text));
    }

    @Test
    void countsAreGroupedAndInstantsAreInUtc() {
        assertThat(Figures.count(1_202_418)).isEqualTo("1,202,418");
        assertThat(Figures.instant(Instant.parse("2026-11-22T10:15:00.123Z"))).isEqualTo("2026-11-22 10:15:00 UTC");
    }

    private static String noBreak(String text) {
        return text.replace(' ', '\u00A0');
    }
}
