package dev.shardproof.simulator.fault.watchdog;

import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.fault.lease.GrantedLease;
import dev.shardproof.simulator.fault.lease.HealAction;
import dev.shardproof.simulator.fault.lease.HealedFault;
import dev.shardproof.simulator.fault.lease.JsonLine;
import dev.shardproof.simulator.fault.lease.Lease;
import dev.shardproof.simulator.fault.lease.LeaseException;
import dev.shardproof.simulator.fault.lease.LeaseJournal;
import dev.shardproof.simulator.fault.lease.Leases;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases that a watchdog process watches: it heals what this process does not heal, because it is dead or stuck, or forgets.
 * Each lease also stands in a journal on disk, from which the next run heals if the watchdog is dead too
 * ({@link DeadLeases}). A watchdog that dies is replaced.
 *
 * <p>Thread-safe. Close it after everything that grants leases and before the registry.
 */
public final class WatchedLeases implements Leases, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedLeases.class);

    /** A busy machine takes seconds to start a JVM. */
    private static final Duration START = Duration.ofSeconds(60);

    private static final Duration END = Duration.ofSeconds(20);
    private static final Duration ACTION_LIMIT = Duration.ofSeconds(3);
    private static final int RESTARTS_MAX = 5;

    private final RunRegistry registry;
    private final LeaseJournal journal;
    private final LongSupplier nanoTime;
    private final Map<String, String> environment;

    /** The rest is guarded by this. */
    private final Map<Long, Held> open = new LinkedHashMap<>();

    private final List<HealedFault> healed = new ArrayList<>();
    private WatchdogProcess watchdog;
    private long lastId;
    private int restarts;
    private boolean closed;
    private final Set<Long> triedAtTheEnd = new HashSet<>();

    /** A lease and when it was granted, by {@link #nanoTime}. */
    private record Held(GrantedLease lease, long since) {}

    private WatchedLeases(RunRegistry registry, LongSupplier nanoTime, Map<String, String> environment) {
        this.registry = registry;
        this.journal = new LeaseJournal(registry.runFolder().resolve(LeaseJournal.FILE));
        this.nanoTime = nanoTime;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Starts the watchdog of a run.
     *
     * @param registry the run; the watchdog's process is registered there
     * @param nanoTime a clock like {@link System#nanoTime()}
     * @param environment this process's environment variables, for the way to the Docker engine
     * @throws IOException if the watchdog does not start
     */
    public static WatchedLeases open(RunRegistry registry, LongSupplier nanoTime, Map<String, String> environment)
            throws IOException {
        WatchedLeases leases = new WatchedLeases(
                Objects.requireNonNull(registry, "registry is null"),
                Objects.requireNonNull(nanoTime, "nanoTime is null"),
                environment);
        synchronized (leases) {
            leases.start();
        }
        return leases;
    }

    private void start() throws IOException {
        WatchdogProcess started = WatchdogProcess.start(registry, this::healed);
        watchdog = started;
        started.awaitReady(START);
        // Not before: one that does not even start fails the caller, and is not replaced behind its back.
        started.onEnd(() -> replace(started));
    }

    @Override
    public synchronized Lease grant(String fault, Duration timeToLive, List<HealAction> actions) {
        GrantedLease lease = new GrantedLease(++lastId, fault, timeToLive, actions);
        try {
            if (closed) {
                throw new IOException("the leases of this run are closed");
            }
            journal.append(lease.toLine());
            open.put(lease.id(), new Held(lease, nanoTime.getAsLong()));
            hand(lease);
        } catch (IOException e) {
            open.remove(lease.id());
            throw new LeaseException(
                    "the watchdog did not take the lease of %s: %s".formatted(fault, e.getMessage()), e);
        }
        return () -> release(lease.id());
    }

    /** To the watchdog; if that one is dead, to its successor, who gets all that are open. */
    private void hand(GrantedLease lease) throws IOException {
        try {
            watchdog.send(lease.toLine());
        } catch (IOException e) {
            succeed();
        }
    }

    private synchronized void release(long id) {
        if (open.remove(id) == null) {
            return;
        }
        JsonLine line = LeaseJournal.released(id);
        try {
            journal.append(line);
        } catch (IOException e) {
            LOG.warn("That lease {} was given back was not written down: {}", id, e.getMessage());
        }
        try {
            watchdog.send(line);
        } catch (IOException e) {
            LOG.debug("the watchdog is dead; its successor does not get this lease", e);
        }
    }

    private synchronized void healed(long id, HealedFault fault) {
        healed.add(fault);
        if (closed) {
            triedAtTheEnd.add(id);
        }
        if (fault.healed()) {
            Held held = open.remove(id);
            if (held != null && !closed) {
                try {
                    journal.append(fault.toLine(id));
                } catch (IOException e) {
                    LOG.warn("That {} was healed was not written down: {}", fault.fault(), e.getMessage());
                }
            }
        }
        LOG.warn("Healed by the watchdog or in its place: {}", fault);
    }

    private synchronized void replace(WatchdogProcess ended) {
        if (closed || watchdog != ended) {
            return;
        }
        try {
            succeed();
        } catch (IOException e) {
            LOG.warn("The watchdog ended and can not be replaced: {}", e.getMessage());
        }
    }

    private void succeed() throws IOException {
        if (++restarts > RESTARTS_MAX) {
            throw new IOException("the watchdog ended %d times".formatted(restarts));
        }
        LOG.warn("The watchdog ended, starting another");
        start();
        for (Held held : List.copyOf(open.values())) {
            Duration left = held.lease().timeToLive().minusNanos(nanoTime.getAsLong() - held.since());
            watchdog.send(held.lease()
                    .withTimeToLive(left.compareTo(Duration.ofMillis(1)) > 0 ? left : Duration.ofMillis(1))
                    .toLine());
        }
    }

    /** The faults whose leases are open. */
    public synchronized List<String> open() {
        return open.values().stream().map(held -> held.lease().fault()).toList();
    }

    /** What the watchdog has healed so far, or tried to. */
    public synchronized List<HealedFault> healed() {
        return List.copyOf(healed);
    }

    /** The watchdog's process id. */
    public synchronized long watchdogPid() {
        return watchdog.pid();
    }

    /**
     * Tells the watchdog that it is over: it heals what is still open, which is then in {@link #healed()}, and ends. Where it
     * is dead and was not replaced, this process heals. Idempotent; does not throw.
     */
    @Override
    public void close() {
        WatchdogProcess last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = watchdog;
        }
        // Not in the monitor: what it heals now is told by another thread.
        last.end(END);
        healWhatNobodyTried();
        try {
            if (healed().stream().allMatch(HealedFault::healed)) {
                Files.deleteIfExists(Watchdog.outcomeFile(registry.state(), registry.runId()));
            }
        } catch (IOException e) {
            LOG.warn("The next run will tell once more what the watchdog has healed: {}", e.getMessage());
        }
    }

    private void healWhatNobodyTried() {
        List<GrantedLease> left;
        synchronized (this) {
            left = open.values().stream()
                    .map(Held::lease)
                    .filter(lease -> !triedAtTheEnd.contains(lease.id()))
                    .toList();
        }
        if (left.isEmpty()) {
            return;
        }
        LOG.warn("The watchdog is dead: healing {} faults in this process", left.size());
        new HealingCrew(new Healing(environment), ACTION_LIMIT).heal(left).forEach((lease, problems) -> {
            HealedFault fault = new HealedFault(lease.fault(), HealedFault.Reason.LEFT_OPEN, problems);
            if (!fault.healed()) {
                leaveToTheNextRun(lease, fault);
            }
            healed(lease.id(), fault);
        });
    }

    private void leaveToTheNextRun(GrantedLease lease, HealedFault fault) {
        try {
            LeaseJournal outcomes = new LeaseJournal(Watchdog.outcomeFile(registry.state(), registry.runId()));
            outcomes.append(lease.toLine());
            outcomes.append(fault.toLine(lease.id()));
        } catch (IOException e) {
            LOG.warn("That {} could not be healed was not written down: {}", lease.fault(), e.getMessage());
        }
    }
}
