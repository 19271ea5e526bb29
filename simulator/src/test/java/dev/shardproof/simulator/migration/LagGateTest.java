package dev.shardproof.simulator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LagGateTest {

    @Test
    void theLagGateWantsLittleLogAndAQuickMarker() {
        LagGate gate = new LagGate(100, Duration.ofMillis(500));
        assertThat(gate.open(100, Duration.ofMillis(500))).isTrue();
        assertThat(gate.open(101, Duration.ZERO)).isFalse();
        assertThat(gate.open(0, Duration.ofMillis(501))).isFalse();
    }
}
