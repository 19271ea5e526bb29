package dev.shardproof.simulator.fault.watchdog;

import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** The watchdog's process; started by {@link WatchedLeases} only, which talks to it through its standard streams. */
final class WatchdogMain {

    private static final Duration ACTION_LIMIT = Duration.ofSeconds(3);

    private WatchdogMain() {}

    /** @param arguments the state folder, the run, the harness's process id and its start */
    public static void main(String[] arguments) throws Exception {
        // The protocol's own stream; what libraries print goes to the standard error, which is a file.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        new Watchdog(
                        StateFolder.at(Path.of(arguments[0])),
                        arguments[1],
                        new ProcessIdentity(Long.parseLong(arguments[2]), arguments[3]),
                        new HealingCrew(new Healing(System.getenv()), ACTION_LIMIT),
                        System::nanoTime,
                        out)
                .watch(new FileInputStream(FileDescriptor.in));
    }
}
