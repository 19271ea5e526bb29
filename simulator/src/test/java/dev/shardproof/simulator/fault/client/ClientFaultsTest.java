package dev.shardproof.simulator.fault.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultGroup;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientFaultsTest {

    private static final Fault STORM = new Fault(FaultKind.RETRY_STORM, FaultTarget.APPLICATION, Map.of());

    private final TestingControl control = new TestingControl();
    private final ClientFaults faults =
            new ClientFaults(control, new TestingRecords(), 8, ProbeClock.of(InstantSource.system(), System::nanoTime));

    @Test
    void everyKindOfTheGroupIsThereAndHasABiteAndAHealing() {
        assertThat(faults.kinds())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(FaultKind.values())
                        .filter(kind -> kind.group() == FaultGroup.CLIENT)
                        .toList());
        for (FaultKind kind : faults.kinds()) {
            assertThat(faults.measures(new Fault(kind, FaultTarget.APPLICATION, Map.of())))
                    .anyMatch(measure -> measure.expected().leastRise().isPresent())
                    .anyMatch(measure -> measure.expected().healedRise().isPresent());
        }
    }

    @Test
    void aFaultIsRenewedAsLongAsItActsAndNoLonger() {
        ActiveFault fault = faults.inject(STORM, Duration.ofMillis(200));
        await().until(() -> control.told.contains("renew f1"));
        fault.close();
        fault.close();

        assertThat(control.told).startsWith("start f1 retryStorm", "renew f1").endsWith("stop f1");
        assertThat(control.told.stream().filter("stop f1"::equals)).hasSize(1);
        int told = control.told.size();
        await().during(Duration.ofMillis(200)).until(() -> control.told.size() == told);
    }

    @Test
    void aFaultThatNobodyClosesIsNotRenewedForEver() {
        faults.inject(STORM, Duration.ofMillis(40)); // four renewals at the most, on a slow machine none
        await().during(Duration.ofMillis(300)).until(() -> control.told.size() <= 5);
        assertThat(control.told).doesNotContain("stop f1");
    }

    @Test
    void aFaultThatMayStillActIsNotHealed() {
        ActiveFault fault = faults.inject(STORM, Duration.ofMinutes(1));
        control.broken = true;
        assertThatThrownBy(fault::close).isInstanceOf(FaultException.class);
        control.broken = false;
        fault.close();
        assertThat(control.told).containsExactly("start f1 retryStorm", "stop f1", "stop f1");
    }

    @Test
    void aFaultThatDoesNotBeginIsNotInjected() {
        control.broken = true;
        assertThatThrownBy(() -> faults.inject(STORM, Duration.ofMinutes(1))).hasMessage("no answer");
        assertThat(faults.measures(STORM)).isNotEmpty();
    }
}
