package dev.shardproof.simulator.fault.watchdog;

import dev.shardproof.simulator.cluster.registry.ProcessEnding;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StopSignal;
import dev.shardproof.simulator.fault.lease.HealedFault;
import dev.shardproof.simulator.fault.lease.JsonLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The harness's end of the watchdog: one process and the two pipes to it. Sending is the caller's to serialise. */
final class WatchdogProcess {

    private static final Logger LOG = LoggerFactory.getLogger(WatchdogProcess.class);

    private final Process process;
    private final Path log;
    private final OutputStream in;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread listener;
    private volatile boolean reads;

    /** Told what the watchdog has healed, in a thread of its own. */
    @FunctionalInterface
    interface Listener {
        void healed(long lease, HealedFault fault);
    }

    /** @param log where its standard error goes, for messages */
    WatchdogProcess(Process process, Path log, Listener told) {
        this.process = process;
        this.log = log;
        this.in = process.getOutputStream();
        this.listener = new Thread(() -> listen(told), "watchdog listener");
        listener.setDaemon(true);
        listener.start();
    }

    static WatchdogProcess start(RunRegistry registry, Listener told) throws IOException {
        Path log = registry.runFolder().resolve("watchdog.log");
        Process process = new ProcessBuilder(
                        WatchdogCommand.words(registry.state().path(), registry.runId()))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        registry.registerWatchdog(process.toHandle());
        return new WatchdogProcess(process, log, told);
    }

    long pid() {
        return process.pid();
    }

    /** Runs the action in another thread when it has ended; at once if it has. */
    void onEnd(Runnable action) {
        process.onExit().thenRunAsync(action);
    }

    /**
     * Waits until it reads.
     *
     * @throws IOException if it does not; it is killed then
     */
    void awaitReady(Duration limit) throws IOException {
        try {
            if (ready.await(limit.toNanos(), TimeUnit.NANOSECONDS) && reads) {
                return;
            }
            process.destroyForcibly();
            throw new IOException("the watchdog was not ready within %d s; see %s".formatted(limit.toSeconds(), log));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the watchdog started", e);
        }
    }

    /**
     * Sends one line.
     *
     * @throws IOException if it is dead. A line that was sent is read, also if this process dies right afterwards
     */
    void send(JsonLine line) throws IOException {
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    private void listen(Listener told) {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                hear(text, told);
            }
        } catch (IOException e) {
            LOG.debug("the watchdog's output ended", e);
        } finally {
            ready.countDown(); // a dead one keeps nobody waiting
        }
    }

    /** A line that is none of ours, such as a warning of the JVM, must not make us deaf to the next one. */
    private void hear(String text, Listener told) {
        try {
            JsonLine line = JsonLine.parse(text);
            if (line.has(Watchdog.READY)) {
                reads = true;
                ready.countDown();
            } else if (line.has("healed")) {
                told.healed(line.number("healed"), HealedFault.of(line));
            } else {
                LOG.warn("The watchdog says: {}", line);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The watchdog says something else: {}", text.replaceAll("\\p{Cntrl}", " "));
            LOG.debug("not understood", e);
        }
    }

    /** Lets it heal what is open and waits until it is gone and has told everything; kills it if that takes too long. */
    void end(Duration limit) {
        try {
            send(new JsonLine().with(Watchdog.CLOSE, "now"));
        } catch (IOException e) {
            LOG.debug("the watchdog is gone already", e);
        }
        ProcessIdentity identity = ProcessIdentity.of(process.toHandle());
        if (!ProcessEnding.awaitEnd(List.of(identity), limit)) {
            LOG.warn("The watchdog did not end by itself within {} s", limit.toSeconds());
            ProcessEnding.end(Map.of(identity, StopSignal.TERMINATE), Duration.ofSeconds(1));
        }
        try {
            listener.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
