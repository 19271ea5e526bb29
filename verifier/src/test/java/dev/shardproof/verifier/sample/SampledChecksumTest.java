package dev.shardproof.verifier.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampledChecksumTest {

    @ParameterizedTest
    @CsvSource({
        "1.541e-3, 1.6e-3",
        "1.5e-3, 1.5e-3",
        "0.0001, 1.0e-4",
        "9.91e-5, 1.0e-4",
        "0.00995, 1.0e-2",
        "0.012341, 0.01235",
        "0.2, 0.2",
        "1, 1",
        "0, 0"
    })
    void aBoundIsNeverRoundedDown(double bound, String words) {
        assertThat(SampledChecksum.upwards(bound)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"3, 30000, 1.0e-4", "7, 70000, 1.0e-4", "1, 3, 0.3334", "57, 100, 0.57"})
    void whatADivisionLeavesBehindIsNoReasonToGoUp(long bad, long rows, String words) {
        assertThat(SampledChecksum.upwards((double) bad / rows)).isEqualTo(words);
    }
}
