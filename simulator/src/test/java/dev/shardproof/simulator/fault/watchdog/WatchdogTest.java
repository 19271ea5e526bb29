package dev.shardproof.simulator.fault.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.fault.lease.GrantedLease;
import dev.shardproof.simulator.fault.lease.HealAction;
import dev.shardproof.simulator.fault.lease.HealedFault;
import dev.shardproof.simulator.fault.lease.LeaseJournal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {

    private static final ProcessIdentity GONE = new ProcessIdentity(1, "1@long-ago");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void faultsAreHealedAndToldThoughTheRunCanNotBeRemoved() throws Exception {
        StateFolder state = StateFolder.at(folder.resolve("state"));
        Files.createDirectory(state.path().resolve("registry.lock")); // where a file should be
        Process disturbed = new ProcessBuilder("sleep", "600").start();
        try {
            ProcessIdentity identity = ProcessIdentity.of(disturbed.toHandle());
            GrantedLease lease =
                    new GrantedLease(1, "running", Duration.ofHours(1), List.of(new HealAction.EndProcess(identity)));

            watch(state, lease.toLine() + "\n");

            assertThat(identity.isAlive()).isFalse();
            assertThat(said.toString(StandardCharsets.UTF_8))
                    .contains("the run's processes and folders were not removed: ", "registry.lock")
                    .contains("\"healed\":1", "\"reason\":\"HARNESS_DIED\"");
            assertThat(new LeaseJournal(Watchdog.outcomeFile(state, "run"))
                            .read()
                            .healed())
                    .containsExactly(new HealedFault("running", HealedFault.Reason.HARNESS_DIED, List.of()));
        } finally {
            disturbed.destroyForcibly().waitFor();
        }
    }

    private void watch(StateFolder state, String lines) throws Exception {
        InputStream in = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
        new Watchdog(
                        state,
                        "run",
                        GONE,
                        new HealingCrew(new Healing(Map.of()), Duration.ofSeconds(30)),
                        System::nanoTime,
                        new PrintStream(said, true, StandardCharsets.UTF_8))
                .watch(in);
    }
}
