package dev.shardproof.scenarios.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoadPlanTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void theLoadGoesByTheClockOfTheHarnessAlsoIfTheWallClockIsSetInBetween() {
        LoadPlan.Clock clock = LoadPlan.Clock.of(() -> NOON, () -> 5_000_000_000L);

        assertThat(clock.here(() -> NOON.minusSeconds(3_600), () -> 7_000_000_000L)
                        .instant())
                .isEqualTo(NOON.plusSeconds(2));
    }

    @Test
    void aProcessWhoseMonotonicClockIsItsOwnGoesByTheWallClock() {
        LoadPlan.Clock clock = LoadPlan.Clock.of(() -> NOON, () -> 5_000_000_000L);

        assertThat(clock.here(() -> NOON.plusSeconds(3), () -> 4_000_000_000L).instant())
                .isEqualTo(NOON.plusSeconds(3));
        assertThat(clock.here(() -> NOON.plusSeconds(3), () -> Long.MAX_VALUE).instant())
                .isEqualTo(NOON.plusSeconds(3));
    }
}
