package dev.shardproof.simulator.cluster.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
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
        assertThat(RunLabels.ownerIsGone(labels)).isFalse();
        assertThat(labels).containsEntry("dev.shardproof", "true").containsEntry(RunLabels.RUN, registry.runId());
    }

    @Test
    void aProcessThatStartedAtAnotherTimeIsAnotherProcess() {
        labels.put(RunLabels.PID_START, "1@gone");
        assertThat(RunLabels.ownerIsGone(labels)).isTrue();
    }

    @Test
    void nothingIsKnownOfAnotherMachine() {
        labels.put(RunLabels.PID_START, "1@gone");
        labels.put(RunLabels.MACHINE, "another");
        assertThat(RunLabels.ownerIsGone(labels)).isFalse();
    }

    @Test
    void aProcessOfThisBootThatCannotBeSeenCountsAsAlive() {
        String start = labels.get(RunLabels.PID_START);
        labels.put(RunLabels.PID, "4194303");
        assertThat(RunLabels.ownerIsGone(labels)).isTrue();
        labels.put(RunLabels.PID_NAMESPACE, "pid:[1]");
        assertThat(RunLabels.ownerIsGone(labels)).isEqualTo(!start.contains("@"));
    }

    @Test
    void unreadableLabelsAreNoReasonToRemoveAnything() {
        labels.put(RunLabels.PID, "-1");
        assertThat(RunLabels.ownerIsGone(labels)).isFalse();
        assertThat(RunLabels.ownerIsGone(Map.of(RunLabels.OURS, "true"))).isFalse();
    }
}
