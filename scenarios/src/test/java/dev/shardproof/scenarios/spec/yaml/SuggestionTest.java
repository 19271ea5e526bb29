package dev.shardproof.scenarios.spec.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestionTest {

    private static final List<String> WORDS = List.of("at", "rate", "retries", "throttle", "fenceTimeout");

    @ParameterizedTest
    @CsvSource({
        "raet, rate",
        "Rate, rate",
        "rates, rate",
        "throtle, throttle",
        "fence_timeout, fenceTimeout",
        "retires, retries",
        "ta, at"
    })
    void nearMissIsUnderstood(String found, String meant) {
        assertThat(Suggestion.of(found, WORDS)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "zebra",
                "timeout of the fence",
                "throttlethrottlethrottlethrottlethrottlethrottlethrottlethrottle"
            })
    void farWordGetsNoSuggestion(String found) {
        assertThat(Suggestion.of(found, WORDS)).isEmpty();
    }
}
