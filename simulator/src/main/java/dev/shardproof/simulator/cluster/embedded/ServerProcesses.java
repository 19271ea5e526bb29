package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A postmaster with all processes that it has started, as signals see them. */
final class ServerProcesses {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 10;

    private final ProcessHandle postmaster;

    ServerProcesses(ProcessHandle postmaster) {
        this.postmaster = postmaster;
    }

    /** Stops them all: the postmaster first, so that no new ones come. */
    void stop() throws IOException {
        signal("STOP", List.of(postmaster));
        await(List.of(postmaster), process -> !isStopped(process), "stopped");
        List<ProcessHandle> children = postmaster.descendants().toList();
        signal("STOP", children);
        await(children, process -> !isStopped(process), "stopped");
    }

    /** Lets them all go on. */
    void resume() throws IOException {
        signal("CONT", postmaster.descendants().toList());
        signal("CONT", List.of(postmaster));
    }

    /**
     * Kills them all. The postmaster is the first, or it would begin to recover from its children's death; it is stopped
     * before, so that none of its children is missed.
     */
    void kill() throws IOException {
        signal("STOP", List.of(postmaster));
        await(List.of(postmaster), process -> !isStopped(process), "stopped");
        List<ProcessHandle> all = new ArrayList<>();
        all.add(postmaster);
        postmaster.descendants().forEach(all::add);
        List<ProcessIdentity> identities = all.stream().map(ProcessIdentity::of).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        await(identities, ProcessIdentity::isAlive, "dead");
    }

    private static void signal(String name, Collection<ProcessHandle> processes) throws IOException {
        if (processes.isEmpty()) {
            return;
        }
        String pids =
                processes.stream().map(process -> Long.toString(process.pid())).collect(Collectors.joining(" "));
        // The shell's own kill, as slim images have no /bin/kill. One that has ended meanwhile makes it fail: never
        // mind.
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pids)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            kill.waitFor();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Stopped or ended. Where the system does not show it, a process that was sent the signal counts as stopped. */
    private static boolean isStopped(ProcessHandle process) {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return true;
        }
        try {
            String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
            char state = text.charAt(text.lastIndexOf(')') + 2);
            return "TtZX".indexOf(state) >= 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static <T> void await(Collection<T> processes, Predicate<T> notYet, String wanted) throws IOException {
        List<T> left = processes.stream().filter(notYet).toList();
        for (long waited = 0; !left.isEmpty(); waited += POLL_MILLIS) {
            if (waited >= LIMIT.toMillis()) {
                throw new IOException("after %d s these processes of PostgreSQL are not %s: %s"
                        .formatted(LIMIT.toSeconds(), wanted, left));
            }
            try {
                Thread.sleep(POLL_MILLIS); // what a signal has done to a process can only be polled
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            left = left.stream().filter(notYet).toList();
        }
    }

    static IOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException failure = new InterruptedIOException("interrupted");
        failure.initCause(cause);
        return failure;
    }
}
