package dev.shardproof.simulator.fault.watchdog;

import dev.shardproof.simulator.cluster.registry.ProcessEnding;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.ReapedRun;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.fault.lease.GrantedLease;
import dev.shardproof.simulator.fault.lease.HealedFault;
import dev.shardproof.simulator.fault.lease.JsonLine;
import dev.shardproof.simulator.fault.lease.LeaseJournal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The other process: it reads leases from the harness, heals those that run out, and, when the harness is gone, heals all
 * that are open and removes what the dead run has left. It never touches a fault whose lease is good.
 *
 * <p>Lines that it reads: {@code {"grant":…}}, {@code {"release":…}}, {@code {"close":…}}; that it writes:
 * {@code {"ready":…}}, {@code {"healed":…}}. The end of its input means that the harness is gone.
 */
final class Watchdog {

    static final String CLOSE = "close";
    static final String READY = "ready";

    /** What a lease that ran out and could not be healed waits for the next try. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    /**
     * A harness can die in the middle of an injection: its last request or signal may still be on its way when everything was
     * healed. So everything is healed once more after this time.
     */
    private static final Duration STRAGGLERS = Duration.ofMillis(500);

    /** For a harness whose pipe is closed to be gone. */
    private static final Duration DEATH = Duration.ofSeconds(5);

    /** In place of a line: the input is over. A text of its own, told by identity. */
    private static final String END = new String("end");

    private final StateFolder state;
    private final String runId;
    private final ProcessIdentity harness;
    private final HealingCrew crew;
    private final LongSupplier nanoTime;
    private final PrintStream out;
    private final LeaseJournal outcomes;
    private final Map<Long, Watched> open = new LinkedHashMap<>();
    private final Map<Long, HealedFault> lastTold = new HashMap<>();

    /** A lease and when it is next to be looked at, by {@link #nanoTime}. */
    private record Watched(GrantedLease lease, long due) {}

    Watchdog(
            StateFolder state,
            String runId,
            ProcessIdentity harness,
            HealingCrew crew,
            LongSupplier nanoTime,
            PrintStream out)
            throws IOException {
        this.state = state;
        this.runId = runId;
        this.harness = harness;
        this.crew = crew;
        this.nanoTime = nanoTime;
        this.out = out;
        this.outcomes = new LeaseJournal(outcomeFile(state, runId));
    }

    /** Where a run's watchdog writes down what it has healed, for the next run to tell. */
    static Path outcomeFile(StateFolder state, String runId) throws IOException {
        return state.subfolder("healed").resolve(runId + ".jsonl");
    }

    /** Watches until the harness has closed its leases or is gone, and everything is healed. */
    void watch(InputStream in) throws IOException, InterruptedException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(in, lines), "leases");
        reader.setDaemon(true);
        reader.start();
        say(new JsonLine().with(READY, runId));
        while (true) {
            String line = lines.poll(nanosToNextDue(), TimeUnit.NANOSECONDS);
            if (line == END) {
                afterDeath();
                return;
            }
            if (line != null && !take(line)) {
                heal(allOpen(), HealedFault.Reason.LEFT_OPEN);
                return;
            }
            healExpired();
        }
    }

    private static void read(InputStream in, BlockingQueue<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // A broken pipe is the harness's end as well.
        }
        lines.add(END);
    }

    private long nanosToNextDue() {
        long now = nanoTime.getAsLong();
        return open.values().stream()
                .mapToLong(watched -> Math.max(0, watched.due() - now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Whether the harness goes on. A torn last line can not be a grant whose fault acts: it never left the harness. */
    private boolean take(String text) {
        try {
            JsonLine line = JsonLine.parse(text);
            if (line.has("grant")) {
                GrantedLease lease = GrantedLease.of(line);
                open.put(
                        lease.id(),
                        new Watched(
                                lease, nanoTime.getAsLong() + lease.timeToLive().toNanos()));
            } else if (line.has("release")) {
                open.remove(line.number("release"));
            } else {
                return !line.has(CLOSE);
            }
        } catch (IOException e) {
            say(new JsonLine().with("problem", String.valueOf(e.getMessage())));
        }
        return true;
    }

    private List<GrantedLease> allOpen() {
        return open.values().stream().map(Watched::lease).toList();
    }

    private void healExpired() {
        long now = nanoTime.getAsLong();
        List<GrantedLease> expired = open.values().stream()
                .filter(watched -> watched.due() - now <= 0)
                .map(Watched::lease)
                .toList();
        heal(expired, HealedFault.Reason.EXPIRED);
        long retry = nanoTime.getAsLong() + RETRY.toNanos();
        expired.forEach(lease -> open.computeIfPresent(lease.id(), (id, watched) -> new Watched(lease, retry)));
    }

    private void heal(List<GrantedLease> leases, HealedFault.Reason reason) {
        crew.heal(leases).forEach((lease, problems) -> tell(lease, new HealedFault(lease.fault(), reason, problems)));
    }

    /** To the next run, by a file, and to the harness, if it still listens. */
    private void tell(GrantedLease lease, HealedFault fault) {
        if (fault.healed()) {
            open.remove(lease.id());
        }
        if (fault.equals(lastTold.put(lease.id(), fault))) {
            return; // it failed as it did two seconds ago
        }
        List<JsonLine> lines = new ArrayList<>();
        lines.add(lease.toLine());
        lines.add(fault.toLine(lease.id()));
        try {
            for (JsonLine line : lines) {
                outcomes.append(line);
            }
        } catch (IOException e) {
            say(new JsonLine().with("problem", String.valueOf(e.getMessage())));
        }
        say(fault.toLine(lease.id()));
    }

    /**
     * The harness first has to be gone, for what it does until then would not be healed; a moment, as a rule. Whatever fails on
     * the way, the leases are healed, and told.
     */
    private void afterDeath() throws InterruptedException {
        boolean gone = ProcessEnding.awaitEnd(List.of(harness), DEATH);
        List<GrantedLease> leases = allOpen();
        crew.heal(leases);
        // Nothing is removed under a harness that lives and has merely lost its pipe.
        if (gone) {
            reap();
        }
        TimeUnit.NANOSECONDS.sleep(leases.isEmpty() ? 0 : STRAGGLERS.toNanos());
        heal(leases, HealedFault.Reason.HARNESS_DIED);
    }

    private void reap() {
        try {
            Optional<ReapedRun> reaped = RunRegistry.reap(state, runId);
            if (reaped.isPresent() && !reaped.get().problems().isEmpty()) {
                say(new JsonLine()
                        .with("problem", String.join("; ", reaped.get().problems())));
            }
        } catch (IOException | RuntimeException e) {
            say(new JsonLine().with("problem", "the run's processes and folders were not removed: " + e));
        }
    }

    private void say(JsonLine line) {
        out.println(line);
        out.flush();
    }
}
