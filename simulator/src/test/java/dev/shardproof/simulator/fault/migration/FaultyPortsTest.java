package dev.shardproof.simulator.fault.migration;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import dev.shardproof.simulator.migration.port.MigrationAbortedException;
import dev.shardproof.simulator.migration.port.MigrationPorts;
import dev.shardproof.simulator.migration.progress.MigrationState;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultyPortsTest {

    private final FaultyPorts ports = new FaultyPorts((MigrationPorts) Proxy.newProxyInstance(
            FaultyPortsTest.class.getClassLoader(), new Class<?>[] {MigrationPorts.class}, (proxy, method, values) -> {
                throw new UnsupportedOperationException(method.getName());
            }));
    private final MigrationFaults faults =
            new MigrationFaults(ports, () -> this.state, List.of(), List.of(), "migrator", System::nanoTime);
    private MigrationState state = MigrationState.CATCHING_UP;

    @Test
    void abortStrikesTheNextStepOnce() {
        inject(FaultKind.ABORT_MIGRATION);
        assertThatThrownBy(ports::step).isInstanceOf(MigrationAbortedException.class);
        assertThatCode(ports::step).doesNotThrowAnyException();
    }

    @Test
    void abortDoesNotStrikeAfterTheSwitch() {
        inject(FaultKind.ABORT_MIGRATION);
        state = MigrationState.SWITCHED;
        assertThatCode(ports::step).doesNotThrowAnyException();
    }

    @Test
    void healedAbortDoesNotStrike() {
        inject(FaultKind.ABORT_MIGRATION).close();
        assertThatCode(ports::step).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "PAUSE_MIGRATOR, PLANNED",
        "PAUSE_MIGRATOR, SWITCHED",
        "PAUSE_MIGRATOR, ABORTED",
        "STUCK_THROTTLE, SWITCHED",
    })
    void migratorThatHasNothingToDoIsNotHeld(FaultKind kind, MigrationState now) {
        state = now;
        assertThatThrownBy(() -> inject(kind))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("the migrator has nothing to do while the migration is " + now.label());
    }

    private ActiveFault inject(FaultKind kind) {
        return faults.inject(new Fault(kind, FaultTarget.MIGRATOR, Map.of()), Duration.ofMinutes(1));
    }
}
