package dev.shardproof.simulator.cluster.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Ends processes: asks each by its signal, waits, kills what is left. Only ever touches exactly the processes that it
 * is given, see {@link ProcessIdentity}.
 *
 * <p>Thread-safe. An interrupt does not cut it short, because half a clean-up is a leak; the flag is set again at the
 * end.
 */
public final class ProcessEnding {

    private static final Duration KILL_WAIT = Duration.ofSeconds(10);

    private static final long POLL_MILLIS = 10;

    private ProcessEnding() {}

    /**
     * Ends the processes, all at the same time.
     *
     * @param processes what to end, and how to ask for it
     * @param grace how long they may take before they are killed
     * @return the processes that are still there after everything; empty on any healthy system
     */
    public static List<ProcessIdentity> end(Map<ProcessIdentity, StopSignal> processes, Duration grace) {
        processes.forEach((process, signal) -> process.handle().ifPresent(handle -> ask(handle, signal)));
        List<ProcessIdentity> stubborn = await(processes.keySet(), grace);
        stubborn.forEach(process -> process.handle().ifPresent(ProcessHandle::destroyForcibly));
        return await(stubborn, KILL_WAIT);
    }

    /** Waits until the processes are gone; whether they are. Interrupts do not cut it short. */
    public static boolean awaitEnd(Collection<ProcessIdentity> processes, Duration time) {
        return await(processes, time).isEmpty();
    }

    /**
     * Lets stopped processes go on, with those that they have started ({@code SIGCONT}); one that is not stopped, or gone,
     * takes no notice.
     *
     * @return whether the signal could be sent to all that are there
     */
    public static boolean resume(Collection<ProcessIdentity> processes) {
        List<String> ids = processes.stream()
                .flatMap(process -> process.handle().stream())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .map(process -> Long.toString(process.pid()))
                .toList();
        return ids.isEmpty()
                || send(String.join(" ", ids), "CONT")
                || processes.stream().noneMatch(ProcessIdentity::isAlive);
    }

    private static void ask(ProcessHandle handle, StopSignal signal) {
        if (signal == StopSignal.TERMINATE) {
            handle.destroy();
        } else if (!send(Long.toString(handle.pid()), signal.unixName())) {
            handle.destroyForcibly();
            return;
        }
        send(Long.toString(handle.pid()), "CONT"); // a stopped process sees no other signal before
    }

    /** The shell's own {@code kill}: the JDK can not send other signals, and slim images have no {@code /bin/kill}. */
    private static boolean send(String pids, String signal) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pids)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return waitFor(kill) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int waitFor(Process process) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            restore(interrupted);
        }
    }

    private static List<ProcessIdentity> await(Collection<ProcessIdentity> processes, Duration time) {
        boolean interrupted = false;
        Predicate<ProcessIdentity> alive = ProcessIdentity::isAlive;
        List<ProcessIdentity> left = processes.stream().filter(alive).toList();
        for (long waited = 0; !left.isEmpty() && waited < time.toMillis(); waited += POLL_MILLIS) {
            try {
                Thread.sleep(POLL_MILLIS); // the end of a process that is not our child can only be polled
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = left.stream().filter(alive).toList();
        }
        restore(interrupted);
        return left;
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
