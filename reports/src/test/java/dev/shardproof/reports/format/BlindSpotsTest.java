package dev.shardproof.reports.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlindSpotsTest {

    @Test
    void aCheckIsAsBlindOnTheWayBackAsAnywhere() {
        assertThat(BlindSpots.of("rowCount")).isPresent();
        assertThat(BlindSpots.of("wayBackRowCount")).isEqualTo(BlindSpots.of("rowCount"));
        assertThat(BlindSpots.of("wayBack")).isEmpty();
        assertThat(BlindSpots.of("unheardOf")).isEmpty();
    }
}
