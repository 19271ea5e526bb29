package dev.shardproof.simulator.cluster.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * One process for good: its id together with its start time, so that another process that gets the same id later is
 * never taken for it.
 *
 * <p>On Linux the start is the kernel's own tick count since boot, with the id of the boot: the wall-clock start that
 * the JDK computes shifts when the clock is set. Elsewhere it is the start in epoch milliseconds.
 *
 * @param pid the process id
 * @param start an opaque text; equal starts and equal ids mean the same process
 */
public record ProcessIdentity(long pid, String start) {

    private static final Path PROC = Path.of("/proc");
    private static final String GONE = "gone";

    public ProcessIdentity {
        Objects.requireNonNull(start, "start is null");
        if (pid < 1) {
            throw new IllegalArgumentException("a process id is at least 1, found " + pid);
        }
    }

    /** The identity of a process; if it has ended already, an identity that is never alive. */
    public static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(process.pid(), startOf(process.pid()).orElse(GONE));
    }

    /** The identity of this JVM. */
    public static ProcessIdentity current() {
        return of(ProcessHandle.current());
    }

    /** Whether exactly this process runs now. A zombie, which only waits for its parent, does not. */
    public boolean isAlive() {
        return startOf(pid).filter(start::equals).isPresent();
    }

    /** Whether it was started since the machine was booted; false where the system does not tell. */
    public boolean isOfThisBoot() {
        try {
            return start.endsWith("@" + bootId());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether this process runs, as far as that can be known here: of one in another process-id namespace (a container), only
     * a boot of the machine since then shows that it is gone.
     *
     * @param namespace the {@link #namespace()} in which the process id was written down
     */
    public boolean mayBeAlive(String namespace) {
        return namespace.equals(namespace()) ? isAlive() : isOfThisBoot();
    }

    /** The handle, if exactly this process runs now. */
    public Optional<ProcessHandle> handle() {
        return isAlive() ? ProcessHandle.of(pid) : Optional.empty();
    }

    /**
     * The process-id namespace of this JVM: ids written in another one (a container that shares the folder) say nothing
     * here. Empty where the system has none.
     */
    public static String namespace() {
        try {
            return Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    private static Optional<String> startOf(long pid) {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .flatMap(process -> process.info().startInstant())
                    .map(instant -> Long.toString(instant.toEpochMilli()));
        }
        try {
            // pid (command) state ppid …: the command may hold spaces and brackets, so count from its end
            String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            boolean ended = fields[0].equals("Z") || fields[0].equals("X");
            return ended ? Optional.empty() : Optional.of(fields[19] + "@" + bootId());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String bootId() throws IOException {
        return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    }
}
