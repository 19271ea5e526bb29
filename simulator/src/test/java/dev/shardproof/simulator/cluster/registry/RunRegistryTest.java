package dev.shardproof.simulator.cluster.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRegistryTest {

    @TempDir
    Path folder;

    private StateFolder state;
    private RunRegistry registry;
    private Process child;

    @BeforeEach
    void open() throws IOException {
        state = StateFolder.at(folder.resolve("state"));
        registry = RunRegistry.open(state);
        child = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void close() throws InterruptedException {
        registry.close();
        child.destroyForcibly().waitFor();
    }

    @Test
    void closeEndsProcessesAndDeletesFolders() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        registry.registerProcess(child.toHandle(), "sleep");
        registry.registerFolder(data);
        Files.writeString(data.resolve("file"), "x");
        assertThat(registry.inventory()).singleElement().satisfies(run -> {
            assertThat(run.owner()).isEqualTo(RunInventory.Owner.SELF);
            assertThat(run.processes()).extracting(RegisteredProcess::label).containsExactly("sleep");
            assertThat(run.folders()).containsExactly(data.toRealPath());
        });
        registry.close();
        assertThat(ProcessIdentity.of(child.toHandle()).isAlive()).isFalse();
        assertThat(data).doesNotExist();
        assertThat(registry.runFolder()).doesNotExist();
    }

    @Test
    void linksInAFolderAreNotFollowed() throws IOException {
        Path precious =
                Files.writeString(Files.createDirectory(folder.resolve("other")).resolve("file"), "x");
        Path data = Files.createDirectory(folder.resolve("data"));
        registry.registerFolder(data);
        Files.createSymbolicLink(data.resolve("link"), precious.getParent());
        registry.close();
        assertThat(data).doesNotExist();
        assertThat(precious).exists();
    }

    @Test
    void onlyEmptyRealFoldersCanBeRegistered() throws IOException {
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("mine"), "x");
        assertThatThrownBy(() -> registry.registerFolder(full)).hasMessageContaining("only an empty folder");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("empty")));
        assertThatThrownBy(() -> registry.registerFolder(link)).hasMessageContaining("only a folder");
    }

    @Test
    void aProcessThatComesTooLateIsKilled() throws InterruptedException {
        registry.close();
        assertThatThrownBy(() -> registry.registerProcess(child.toHandle(), "late"))
                .hasMessageContaining("'late' was killed");
        assertThat(child.waitFor()).isNotZero();
    }

    @Test
    void aDeadRunIsReapedAndARecycledProcessIdIsSpared() throws IOException {
        ProcessIdentity alive = ProcessIdentity.of(child.toHandle());
        ProcessIdentity recycled = new ProcessIdentity(child.pid(), "1@earlier");
        Path data = Files.createDirectory(folder.resolve("data"));
        Path dead = deadRun(new ProcessIdentity(ProcessHandle.current().pid(), "1@earlier"));
        RunJournal journal = new RunJournal(dead);
        journal.process(new RegisteredProcess(recycled, "old", StopSignal.TERMINATE));
        journal.folder(data);
        Files.writeString(dead.resolve("journal"), "process\t1\ttorn", java.nio.file.StandardOpenOption.APPEND);

        assertThat(registry.reapDead()).singleElement().satisfies(run -> {
            assertThat(run.ended()).isEmpty();
            assertThat(run.deleted()).containsExactly(data, dead);
            assertThat(run.problems()).isEmpty();
        });
        assertThat(alive.isAlive()).isTrue();
        assertThat(data).doesNotExist();

        RunJournal second = new RunJournal(deadRun(recycled));
        second.process(new RegisteredProcess(alive, "left", StopSignal.TERMINATE));
        assertThat(registry.reapDead())
                .singleElement()
                .satisfies(run -> assertThat(run.ended()).containsExactly("left (process " + child.pid() + ")"));
        assertThat(alive.isAlive()).isFalse();
    }

    @Test
    void aWatchdogThatIsStillHealingIsGivenTime() throws Exception {
        // It heals for as long as this file is there, and then says so.
        Path healing = Files.createFile(folder.resolve("healing"));
        Path healed = folder.resolve("healed-all");
        Process watchdog = new ProcessBuilder(
                        "sh", "-c", "while [ -e '%s' ]; do sleep 0.05; done; : >'%s'".formatted(healing, healed))
                .start();
        try {
            RunJournal journal = new RunJournal(deadRun(new ProcessIdentity(1, "1@earlier")));
            journal.process(new RegisteredProcess(
                    ProcessIdentity.of(watchdog.toHandle()), RegisteredProcess.WATCHDOG, StopSignal.TERMINATE));
            Thread reaper = new Thread(() -> assertThatCode(registry::reapDead).doesNotThrowAnyException());
            reaper.start();
            Awaitility.await().until(() -> reaper.getState() == Thread.State.TIMED_WAITING || !reaper.isAlive());
            Files.delete(healing);
            reaper.join();
            assertThat(healed).exists();
        } finally {
            watchdog.destroyForcibly().waitFor();
        }
    }

    @Test
    void livingRunsAndRunsInOtherContainersAreSpared() throws IOException {
        RunRegistry other = RunRegistry.open(state);
        other.registerProcess(child.toHandle(), "theirs");
        Path container = Files.createDirectory(registry.runFolder().resolveSibling("container"));
        String boot = ProcessIdentity.current().start().replaceFirst("^[^@]*", "");
        new RunJournal(container).owner("pid:[1]", new ProcessIdentity(1, "77" + boot));
        assertThat(registry.reapDead()).isEmpty();
        assertThat(registry.inventory())
                .extracting(RunInventory::owner)
                .containsOnly(RunInventory.Owner.SELF, RunInventory.Owner.ALIVE)
                .hasSize(3);
        assertThat(child.isAlive()).isTrue();
        other.close();
    }

    @Test
    void aStateFolderThatOthersCanWriteToIsRefused() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> StateFolder.at(open)).hasMessageContaining("other users can write to it");
        Path link = Files.createSymbolicLink(folder.resolve("link"), state.path());
        assertThatThrownBy(() -> StateFolder.at(link)).hasMessageContaining("it is not a folder");
    }

    @Test
    void anEndedProcessIsNotAliveThoughNobodyHasWaitedForIt() {
        ProcessIdentity identity = ProcessIdentity.of(child.toHandle());
        assertThat(ProcessEnding.end(java.util.Map.of(identity, StopSignal.TERMINATE), java.time.Duration.ofSeconds(5)))
                .isEqualTo(List.of());
        assertThat(identity.handle()).isEmpty();
    }

    private Path deadRun(ProcessIdentity owner) throws IOException {
        Path run = Files.createTempDirectory(registry.runFolder().getParent(), "dead-");
        new RunJournal(run).owner(ProcessIdentity.namespace(), owner);
        return run;
    }
}
