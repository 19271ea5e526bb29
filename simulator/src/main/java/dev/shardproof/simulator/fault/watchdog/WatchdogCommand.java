package dev.shardproof.simulator.fault.watchdog;

import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the watchdog's process is started: as small as a JVM gets, and deaf to a Ctrl-C that is meant for the harness. */
final class WatchdogCommand {

    /**
     * Ignored signals stay ignored across exec, and the JVM leaves them alone then. A session of its own keeps it out of what
     * is sent to the harness's whole group. The process id stays the same.
     */
    private static final String DETACHED =
            "trap '' INT HUP; if command -v setsid >/dev/null; then exec setsid \"$@\"; else exec \"$@\"; fi";

    private static final List<String> SMALL = List.of(
            "-Xmx24m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-Djava.awt.headless=true",
            // What the JVM itself has to say goes by default to the stream on which the watchdog reports.
            "-XX:+DisplayVMOutputToStderr",
            "-Xlog:disable",
            "-Xlog:all=warning:stderr");

    private WatchdogCommand() {}

    static List<String> words(Path state, String runId) {
        ProcessIdentity harness = ProcessIdentity.current();
        List<String> words = new ArrayList<>(List.of("sh", "-c", DETACHED, "watchdog"));
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(SMALL);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), WatchdogMain.class.getName()));
        words.addAll(List.of(state.toString(), runId, Long.toString(harness.pid()), harness.start()));
        return words;
    }
}
