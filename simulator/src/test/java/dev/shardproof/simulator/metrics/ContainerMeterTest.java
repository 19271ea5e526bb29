package dev.shardproof.simulator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shardproof.simulator.cluster.containers.ContainerUsage;
import dev.shardproof.simulator.cluster.containers.ContainerUsage.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainerMeterTest {

    private static final Instant START = Instant.parse("2026-11-23T06:00:00Z");
    private static final ContainerUsage STOPPED = new ContainerUsage(Optional.empty(), 0, 1, Map.of());

    private final ContainerMeter meter = new ContainerMeter();

    @Test
    void processorTimeIsAShareOfWhatTheContainerMayUse() {
        assertThat(meter.take(at(0, 10_000, 1.5, 0, 0))).isEmpty();

        MachineLoad load = meter.take(at(2_000, 10_600, 1.5, 0, 0)).orElseThrow();

        // 0.6 s of processor in 2 s in which 3 s were allowed
        assertThat(load.cpuShare()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void theSameWorkIsMoreOfASmallerLimit() {
        meter.take(at(0, 0, 0.5, 0, 0));

        assertThat(meter.take(at(1_000, 400, 0.5, 0, 0)).orElseThrow().cpuShare())
                .isCloseTo(0.8, within(1e-9));
    }

    @Test
    void aLimitThatIsOverrunWithinASliceIsAllOfIt() {
        meter.take(at(0, 0, 1, 0, 0));

        assertThat(meter.take(at(1_000, 1_080, 1, 0, 0)).orElseThrow().cpuShare())
                .isEqualTo(1);
    }

    @Test
    void trafficIsBytesASecondInEachDirection() {
        meter.take(at(0, 0, 1, 1_000, 500));

        MachineLoad load = meter.take(at(500, 1, 1, 3_000, 1_500)).orElseThrow();

        assertThat(load.networks().get("eth0").receivedPerSecond()).isEqualTo(4_000);
        assertThat(load.networks().get("eth0").sentPerSecond()).isEqualTo(2_000);
        assertThat(load.bytesPerSecond()).hasValue(4_000);
        assertThat(load.networkShare())
                .as("a virtual interface has no capacity")
                .isEmpty();
    }

    @Test
    void whatWasSaidBeforeIsNotTakenForNoLoad() {
        meter.take(at(0, 0, 1, 0, 0));
        meter.take(at(1_000, 700, 1, 0, 0));

        assertThat(meter.take(at(1_000, 700, 1, 0, 0)).orElseThrow().cpuShare()).isEqualTo(0.7);
    }

    @Test
    void aContainerThatStandsStillUsesNothingAndCountsFromZeroAfterwards() {
        meter.take(at(0, 90_000, 1, 5_000, 5_000));
        assertThat(meter.take(STOPPED).orElseThrow().cpuShare()).isZero();
        assertThat(meter.take(STOPPED).orElseThrow().bytesPerSecond()).hasValue(0);

        assertThat(meter.take(at(9_000, 300, 1, 10, 10)))
                .as("nothing to compare with")
                .isEmpty();
        assertThat(meter.take(at(10_000, 800, 1, 110, 10)).orElseThrow().cpuShare())
                .isEqualTo(0.5);
    }

    @Test
    void aRestartThatNobodySawMakesNoNegativeLoad() {
        meter.take(at(0, 90_000, 1, 5_000, 5_000));

        MachineLoad load = meter.take(at(1_000, 250, 1, 100, 10)).orElseThrow();

        assertThat(load.cpuShare()).isEqualTo(0.25);
        assertThat(load.bytesPerSecond()).hasValue(100);
    }

    @Test
    void aContainerWithoutANetworkOfItsOwnHasNoTraffic() {
        meter.take(new ContainerUsage(Optional.of(START), 1, 1, Map.of()));

        assertThat(meter.take(new ContainerUsage(Optional.of(START.plusSeconds(1)), 2, 1, Map.of()))
                        .orElseThrow()
                        .bytesPerSecond())
                .isEmpty();
    }

    private static ContainerUsage at(long millis, long cpuMillis, double cpus, long received, long sent) {
        return new ContainerUsage(
                Optional.of(START.plusMillis(millis)),
                Duration.ofMillis(cpuMillis).toNanos(),
                cpus,
                Map.of("eth0", new Traffic(received, sent)));
    }
}
