package dev.shardproof.simulator.cluster.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes and folders of one run, so that nothing of it stays behind whatever its ending: {@link #close()} ends
 * and deletes them, a JVM that is asked to end (Ctrl-C, {@code SIGTERM}, {@code System.exit}) closes the registry in a
 * shutdown hook, and what a killed JVM leaves is removed by {@link #reapDead()} of any later run of the same user.
 *
 * <p>A run counts as dead when the JVM that opened it is gone, judged by process id and start time
 * ({@link ProcessIdentity}). Runs that are alive, also in this JVM, are never touched.
 *
 * <p>Thread-safe.
 */
public final class RunRegistry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunRegistry.class);
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** For the watchdog of a dead run that is still healing. */
    private static final Duration WATCHDOG = Duration.ofSeconds(15);

    /** File locks hold between JVMs only; inside one JVM this object is the lock. */
    private static final Object REAPING = new Object();

    private final StateFolder state;
    private final Path runFolder;
    private final RunJournal journal;
    private final Thread shutdownHook = new Thread(this::close, "shardproof-clean-up");
    private final Deque<Runnable> resources = new ArrayDeque<>();
    private boolean closed;

    private RunRegistry(StateFolder state, Path runFolder) {
        this.state = state;
        this.runFolder = runFolder;
        this.journal = new RunJournal(runFolder);
    }

    /**
     * Opens the registry of a new run of this JVM and installs the shutdown hook.
     *
     * @throws IOException if the state folder can not be written
     */
    public static RunRegistry open(StateFolder state) throws IOException {
        Path runs = state.subfolder("runs");
        RunRegistry registry;
        synchronized (REAPING) {
            try (FileChannel channel = lockFile(state)) {
                channel.lock(); // until the channel is closed
                ProcessIdentity owner = ProcessIdentity.current();
                Path folder = Files.createTempDirectory(runs, owner.pid() + "-", StateFolder.ownerAndPassage());
                registry = new RunRegistry(state, folder);
                registry.journal.owner(ProcessIdentity.namespace(), owner);
            }
        }
        Runtime.getRuntime().addShutdownHook(registry.shutdownHook);
        return registry;
    }

    /** The name of this run in the registry. */
    public String runId() {
        return runFolder.getFileName().toString();
    }

    /** Where this registry keeps its state. */
    public StateFolder state() {
        return state;
    }

    /** A folder of this run alone, deleted when the registry is closed. */
    public Path runFolder() {
        return runFolder;
    }

    /** Registers a process that {@code SIGTERM} ends, see {@link #registerProcess(ProcessHandle, String, StopSignal)}. */
    public void registerProcess(ProcessHandle process, String label) {
        registerProcess(process, label, StopSignal.TERMINATE);
    }

    /**
     * Registers a process that this run has started. Call it right after the start. A process that has ended needs no
     * other call: it is recognised as gone.
     *
     * @param label what it is, for people; no secrets, no control characters
     * @throws IllegalStateException if the registry is closed or can not be written; the process is killed then, for
     *     nobody would end it later
     */
    public synchronized void registerProcess(ProcessHandle process, String label, StopSignal signal) {
        try {
            requireOpen();
            journal.process(new RegisteredProcess(ProcessIdentity.of(process), label, signal));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw new IllegalStateException("'%s' was killed: %s".formatted(label, e.getMessage()), e);
        }
    }

    /**
     * Registers the watchdog of this run: the process that heals what this run leaves behind. {@link #close()} does not end
     * it, for it ends by itself and may have to heal first; {@link #reapDead()} does.
     *
     * @throws IllegalStateException as for any other process
     */
    public void registerWatchdog(ProcessHandle process) {
        registerProcess(process, RegisteredProcess.WATCHDOG, StopSignal.TERMINATE);
    }

    /**
     * Registers a folder to be deleted at the end of this run.
     *
     * @throws IllegalArgumentException unless it is an existing, empty, real folder: what a user had before is not ours
     * @throws IllegalStateException if the registry is closed
     * @throws IOException if the registry can not be written
     */
    public synchronized void registerFolder(Path folder) throws IOException {
        requireOpen();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalArgumentException("only a folder can be registered for deletion, found " + folder);
        }
        try (Stream<Path> content = Files.list(folder)) {
            if (content.findAny().isPresent()) {
                throw new IllegalArgumentException("only an empty folder can be registered for deletion: " + folder);
            }
        }
        journal.folder(folder.toRealPath());
    }

    /**
     * Registers what is neither a process nor a folder of this machine, such as containers: when the registry is closed,
     * also by the shutdown hook, the last registered is ended first, before processes and folders. What a killed JVM
     * leaves of it is not in the journal; whoever registers it has a reaper of its own.
     *
     * @param end ends it; may be called although it has ended; should not throw
     * @throws IllegalStateException if the registry is closed
     */
    public synchronized void registerResource(Runnable end) {
        requireOpen();
        resources.push(end);
    }

    /** What all runs of this user have now, this one included. */
    public List<RunInventory> inventory() throws IOException {
        List<RunInventory> all = new ArrayList<>();
        for (Path folder : runFolders()) {
            RunJournal.Content content = new RunJournal(folder).read();
            all.add(new RunInventory(
                    folder.getFileName().toString(),
                    ownerOf(folder, content),
                    content.processes().stream()
                            .filter(process -> process.identity().isAlive())
                            .toList(),
                    content.folders().stream().filter(Files::exists).toList()));
        }
        return all;
    }

    /**
     * Removes what dead runs have left: ends their processes, deletes their folders, and with those the journals of their
     * faults: whoever calls this settles the leases of dead runs first. A watchdog that is still healing for its dead run is
     * given some time. Concurrent reapings wait for each other.
     *
     * @return one entry for each dead run, also if nothing was left of it
     * @throws IOException if the state folder can not be read; single failures are in the result
     */
    public List<ReapedRun> reapDead() throws IOException {
        List<ReapedRun> reaped = new ArrayList<>();
        // Before the lock is taken, which a watchdog needs to reap.
        ProcessEnding.awaitEnd(watchdogsOfDeadRuns(), WATCHDOG);
        synchronized (REAPING) {
            try (FileChannel channel = lockFile(state)) {
                channel.lock(); // until the channel is closed
                for (Path folder : runFolders()) {
                    RunJournal.Content content = new RunJournal(folder).read();
                    if (ownerOf(folder, content) == RunInventory.Owner.DEAD) {
                        reaped.add(remove(folder, content, state));
                    }
                }
            }
        }
        reaped.forEach(run -> LOG.info("Removed what run {} had left: {}", run.runId(), run));
        return reaped;
    }

    private List<ProcessIdentity> watchdogsOfDeadRuns() throws IOException {
        return inventory().stream()
                .filter(run -> run.owner() == RunInventory.Owner.DEAD)
                .flatMap(run -> run.processes().stream())
                .filter(RegisteredProcess::isWatchdog)
                .map(RegisteredProcess::identity)
                .toList();
    }

    /**
     * Removes what one dead run has left, as {@link #reapDead()} of a later run would.
     *
     * @return empty if there is no such run, or if it is alive
     * @throws IOException if the state folder can not be read; single failures are in the result
     */
    public static Optional<ReapedRun> reap(StateFolder state, String runId) throws IOException {
        Path folder = state.runFolder(runId);
        synchronized (REAPING) {
            try (FileChannel channel = lockFile(state)) {
                channel.lock(); // until the channel is closed
                RunJournal.Content content = new RunJournal(folder).read();
                return Files.isDirectory(folder) && !isAlive(content)
                        ? Optional.of(remove(folder, content, state))
                        : Optional.empty();
            }
        }
    }

    /**
     * For those who have a shutdown hook of their own that ends in {@link #close()}: takes the registry's hook away, so
     * that the servers live until theirs has done its work.
     */
    public void removeShutdownHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            LOG.trace("the JVM is shutting down already", e);
        }
    }

    /** Ends the live processes of this run, deletes its folders and forgets it. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            resources.forEach(RunRegistry::end);
            try {
                ReapedRun removed = remove(runFolder, journal.read().withoutWatchdog(), state);
                removed.problems().forEach(problem -> LOG.warn("Clean-up: {}", problem));
            } catch (IOException e) {
                LOG.warn("Clean-up: {}", e.getMessage());
            }
        }
        if (Thread.currentThread() != shutdownHook) {
            removeShutdownHook();
        }
    }

    private static void end(Runnable resource) {
        try {
            resource.run();
        } catch (RuntimeException e) {
            LOG.warn("Clean-up: {}", e.getMessage());
        }
    }

    private static ReapedRun remove(Path folder, RunJournal.Content content, StateFolder state) {
        List<Path> folders = new ArrayList<>(content.folders());
        folders.add(folder);
        Map<ProcessIdentity, RegisteredProcess> alive = new LinkedHashMap<>();
        content.processes().stream()
                .filter(process -> process.identity().isAlive())
                // A watchdog that reaps its own run stands in that run's journal too.
                .filter(process -> !process.identity().equals(ProcessIdentity.current()))
                .forEach(process -> alive.put(process.identity(), process));
        Map<ProcessIdentity, StopSignal> signals = new LinkedHashMap<>();
        alive.values().forEach(process -> signals.put(process.identity(), process.signal()));
        List<ProcessIdentity> left = new ArrayList<>(ProcessEnding.end(signals, GRACE));
        Map<ProcessIdentity, StopSignal> strays = new LinkedHashMap<>();
        folders.forEach(
                each -> Strays.in(each, state.path()).forEach(stray -> strays.put(stray, StopSignal.TERMINATE)));
        left.addAll(ProcessEnding.end(strays, GRACE));

        List<String> problems = new ArrayList<>();
        left.forEach(process -> problems.add("process %d can not be ended".formatted(process.pid())));
        List<Path> deleted = delete(folders, problems);
        List<String> ended = new ArrayList<>(
                alive.values().stream().map(RegisteredProcess::toString).toList());
        strays.keySet().forEach(stray -> ended.add("unregistered process " + stray.pid()));
        return new ReapedRun(folder.getFileName().toString(), ended, deleted, problems);
    }

    /** The run's own folder is the last: as long as something else is left, the journal must stay. */
    private static List<Path> delete(List<Path> folders, List<String> problems) {
        List<Path> deleted = new ArrayList<>();
        for (Path folder : folders) {
            boolean own = folder.equals(folders.get(folders.size() - 1));
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || own && !problems.isEmpty()) {
                continue;
            }
            try {
                FolderRemoval.remove(folder);
                deleted.add(folder);
            } catch (IOException e) {
                problems.add("folder %s can not be deleted: %s".formatted(folder, e));
            }
        }
        return deleted;
    }

    private RunInventory.Owner ownerOf(Path folder, RunJournal.Content content) {
        if (folder.equals(runFolder)) {
            return RunInventory.Owner.SELF;
        }
        return isAlive(content) ? RunInventory.Owner.ALIVE : RunInventory.Owner.DEAD;
    }

    private static boolean isAlive(RunJournal.Content content) {
        return content.owner()
                .filter(owner -> owner.mayBeAlive(content.namespace()))
                .isPresent();
    }

    private List<Path> runFolders() throws IOException {
        try (Stream<Path> folders = Files.list(state.subfolder("runs"))) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static FileChannel lockFile(StateFolder state) throws IOException {
        return FileChannel.open(
                state.path().resolve("registry.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the registry of this run is closed");
        }
    }
}
