package dev.shardproof.verifier.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanSettingsTest {

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 2, 2", "2, 1, 1", "2, 3, 2", "3, 2, 1", "3, 4, 1", "1, 16, 2"})
    void aSideWithClearlyFewerServersGetsTwoSessionsAServer(int servers, int others, int sessions) {
        assertThat(ScanSettings.balanced(servers, others)).isEqualTo(sessions);
    }
}
