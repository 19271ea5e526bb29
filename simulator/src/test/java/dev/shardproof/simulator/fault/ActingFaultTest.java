package dev.shardproof.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActingFaultTest {

    private static final Fault CRASH = new Fault(FaultKind.CRASH, FaultTarget.of(new ShardId("s2")), Map.of());

    private final List<String> events = new ArrayList<>();
    private int healingsToFail;

    @Test
    void itIsHealedOnceAndGivesItsLeaseBackThen() {
        ActingFault fault = begin(() -> events.add("injected"));
        fault.close();
        fault.close();
        assertThat(events).containsExactly("injected", "healed", "released");
    }

    @Test
    void leaseIsKeptUntilTheHealingSucceeds() {
        healingsToFail = 1;
        ActingFault fault = begin(() -> {});
        assertThatThrownBy(fault::close).hasMessage("crash s2 was not healed, it may still act: not now");
        assertThat(events).isEmpty();
        fault.close();
        assertThat(events).containsExactly("healed", "released");
    }

    @Test
    void whatFailsToActIsTakenBack() {
        assertThatThrownBy(() -> begin(ActingFaultTest::fail))
                .isExactlyInstanceOf(FaultException.class)
                .hasMessage("crash s2 was not injected: half way");
        assertThat(events).containsExactly("healed", "released");
    }

    @Test
    void whatFailsToActAndIsNotTakenBackStaysToBeHealedWithItsLease() {
        healingsToFail = 1;
        PartlyInjectedException failure =
                catchThrowableOfType(PartlyInjectedException.class, () -> begin(ActingFaultTest::fail));
        assertThat(failure)
                .hasMessage("crash s2 was not injected: half way")
                .hasSuppressedException(failure.getSuppressed()[0]);
        assertThat(events).isEmpty();
        failure.left().close();
        assertThat(events).containsExactly("healed", "released");
    }

    private static void fail() throws IOException {
        throw new IOException("half way");
    }

    private ActingFault begin(ActingFault.Step injection) {
        return ActingFault.begin(CRASH, () -> events.add("released"), injection, () -> {
            if (healingsToFail-- > 0) {
                throw new IOException("not now");
            }
            events.add("healed");
        });
    }
}
