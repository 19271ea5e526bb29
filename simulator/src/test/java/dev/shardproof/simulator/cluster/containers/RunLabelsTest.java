package dev.shardproof.simulator.cluster.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLabelsTest {

    @TempDir
    Path folder;

    private RunRegistry registry;
    private Map<String, String> labels;

    @BeforeEach
    void open() throws Exception {
        registry = RunRegistry.open(StateFolder.at(folder.resolve("state")));
        labels = new HashMap<>(RunLabels.of(registry));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void aRunOfThisJvmIsAlive() {
        assertThat(RunLabels.ownerIsGone(labels, true)).isFalse();
        assertThat(labels).containsEntry("dev.shardproof", "true").containsEntry(RunLabels.RUN, registry.runId());
    }

    @Test
    void aProcessThatStartedAtAnotherTimeIsAnotherProcess() {
        labels.put(RunLabels.PID_START, "1@gone");
        assertThat(RunLabels.ownerIsGone(labels, true)).isTrue();
    }

    @Test
    void nothingIsKnownOfAnotherMachine() {
        labels.put(RunLabels.PID_START, "1@gone");
        labels.put(RunLabels.MACHINE, "another");
        assertThat(RunLabels.ownerIsGone(labels, true)).isFalse();
    }

    @Test
    void aProcessOfThisBootThatCannotBeSeenCountsAsAlive() {
        String start = labels.get(RunLabels.PID_START);
        labels.put(RunLabels.PID, "4194303");
        assertThat(RunLabels.ownerIsGone(labels, true)).isTrue();
        labels.put(RunLabels.PID_NAMESPACE, "pid:[1]");
        assertThat(RunLabels.ownerIsGone(labels, true)).isEqualTo(!start.contains("@"));
    }

    @Test
    void inAnEngineOfSeveralMachinesAnotherBootMayBeThatOfAClone() {
        labels.put(RunLabels.PID_START, "1@another-boot");
        assertThat(RunLabels.ownerIsGone(labels, false)).isFalse();
        assertThat(RunLabels.ownerIsGone(labels, true)).isTrue();

        String boot = ProcessIdentity.current().start().replaceFirst("^[^@]*", "");
        labels.put(RunLabels.PID_START, "1" + boot); // of this boot, and not there any more
        assertThat(RunLabels.ownerIsGone(labels, false)).isEqualTo(boot.startsWith("@"));
    }

    @Test
    void onlyASocketOfThisMachineIsALocalEngine() {
        assertThat(ContainerEngine.isLocal(URI.create("unix:///var/run/docker.sock")))
                .isTrue();
        assertThat(ContainerEngine.isLocal(URI.create("tcp://127.0.0.1:2375"))).isFalse();
        assertThat(ContainerEngine.isLocal(URI.create("ssh://host"))).isFalse();
        assertThat(ContainerEngine.isLocal(null)).isFalse();
    }

    @Test
    void unreadableLabelsAreNoReasonToRemoveAnything() {
        labels.put(RunLabels.PID, "-1");
        assertThat(RunLabels.ownerIsGone(labels, true)).isFalse();
        assertThat(RunLabels.ownerIsGone(Map.of(RunLabels.OURS, "true"), true)).isFalse();
    }
}
