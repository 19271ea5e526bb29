package dev.shardproof.verifier.live.replication;

import dev.shardproof.verifier.pace.Sleeper;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.source.watch.ServerGauge;
import dev.shardproof.verifier.source.watch.ServerGauge.LogicalSlot;
import dev.shardproof.verifier.source.watch.ServerGauge.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Waits until the targets have applied everything that the sources had written when the fence was raised.
 *
 * <p>What leads to the targets are logical slots of the sources (their confirmed position is what the applier has made
 * safe) and physical replication, where a target is a standby of a source. A standby of a server that is not known here
 * can only be made to replay what it has received so far; then, and where there is no slot, the passage says that it is
 * not complete. Not thread-safe.
 */
public final class WalFence {

    private static final Duration POLL = Duration.ofMillis(100);

    private final List<ServerGauge> sources;
    private final List<ServerGauge> targets;
    private final List<String> slots;
    private final Duration patience;
    private final Sleeper sleeper;
    private final LongSupplier nanoTime;

    /** One thing to wait for; says what is still missing, or nothing once it is there. */
    @FunctionalInterface
    private interface Gate {
        Optional<String> missing() throws SourceException;
    }

    /**
     * @param sources gauges of all sources
     * @param targets gauges of all targets
     * @param slots names of the slots that carry changes to the targets; empty for every logical slot of the sources'
     *     databases
     * @param patience how long to wait at most
     * @param sleeper how to wait
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public WalFence(
            List<? extends ServerGauge> sources,
            List<? extends ServerGauge> targets,
            List<String> slots,
            Duration patience,
            Sleeper sleeper,
            LongSupplier nanoTime) {
        this.sources = List.copyOf(sources);
        this.targets = List.copyOf(targets);
        this.slots = List.copyOf(slots);
        this.patience = Objects.requireNonNull(patience, "patience is null");
        this.sleeper = Objects.requireNonNull(sleeper, "sleeper is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    /**
     * Raises the fence now and waits for it.
     *
     * @throws SourceException if a server can not be asked, or a named slot does not exist
     */
    public FencePassage pass() throws SourceException, InterruptedException {
        long start = nanoTime.getAsLong();
        Map<ServerGauge, Position> raised = new LinkedHashMap<>();
        for (ServerGauge source : sources) {
            raised.put(source, source.position());
        }
        List<String> gaps = new ArrayList<>();
        List<Gate> gates = gates(raised, gaps);
        List<String> missing = wait(gates, start);
        if (missing.isEmpty()) {
            // What such a standby had received before the slots were through is not enough, so this comes second.
            missing = wait(standbys(raised, gaps), start);
        }
        return missing.isEmpty()
                ? new FencePassage(true, gaps.isEmpty(), String.join("; ", gaps))
                : new FencePassage(
                        false,
                        gaps.isEmpty(),
                        "the targets were not up to date after %d s: %s"
                                .formatted(patience.toSeconds(), String.join("; ", missing)));
    }

    private List<Gate> gates(Map<ServerGauge, Position> raised, List<String> gaps) throws SourceException {
        List<Gate> gates = new ArrayList<>();
        TreeSet<String> found = new TreeSet<>();
        TreeSet<String> all = new TreeSet<>();
        for (Map.Entry<ServerGauge, Position> source : raised.entrySet()) {
            boolean led = false;
            for (LogicalSlot slot : source.getKey().slots()) {
                all.add(slot.name());
                if (slots.isEmpty() || slots.contains(slot.name())) {
                    found.add(slot.name());
                    gates.add(() -> behind(
                            source.getKey(), slot.name(), source.getValue().bytes()));
                    led = true;
                }
            }
            for (ServerGauge target : targets) {
                Position there = target.position();
                if (there.standby() && there.system().equals(source.getValue().system())) {
                    gates.add(() -> replaying(target, source.getValue().bytes()));
                    led = true;
                }
            }
            if (!led) {
                gaps.add("no logical slot of %s leads to the targets: it could only be waited for some time"
                        .formatted(source.getKey().shard()));
            }
        }
        for (String slot : slots) {
            if (!found.contains(slot)) {
                throw new SourceException("no source has a logical slot %s in its database; there are %s"
                        .formatted(slot, all.isEmpty() ? "none" : String.join(", ", all)));
            }
        }
        return gates;
    }

    /** Standbys of which the primary is not among the sources, and sources that are standbys themselves. */
    private List<Gate> standbys(Map<ServerGauge, Position> raised, List<String> gaps) throws SourceException {
        List<Gate> gates = new ArrayList<>();
        for (ServerGauge server :
                Stream.concat(sources.stream(), targets.stream()).toList()) {
            Position here = server.position();
            boolean known = targets.contains(server)
                    && raised.values().stream()
                            .anyMatch(source -> source.system().equals(here.system()));
            if (here.standby() && !known) {
                gaps.add("%s is a replica: only what it had received could be waited for".formatted(server.shard()));
                here.received().ifPresent(received -> gates.add(() -> replaying(server, received)));
            }
        }
        return gates;
    }

    private static Optional<String> behind(ServerGauge source, String name, long fence) throws SourceException {
        for (LogicalSlot slot : source.slots()) {
            if (slot.name().equals(name)) {
                if (!slot.usable()) {
                    return Optional.of("slot %s of %s was given up by the server: changes are lost, copy anew"
                            .formatted(name, source.shard()));
                }
                long confirmed = slot.confirmed().orElse(0);
                return confirmed >= fence
                        ? Optional.empty()
                        : Optional.of("slot %s of %s is %d bytes behind%s"
                                .formatted(
                                        name,
                                        source.shard(),
                                        fence - confirmed,
                                        slot.active()
                                                ? ""
                                                : ", and nobody reads from it; if it does not lead to the targets, name"
                                                        + " those slots that do"));
            }
        }
        return Optional.of("slot %s of %s is gone".formatted(name, source.shard()));
    }

    private static Optional<String> replaying(ServerGauge standby, long fence) throws SourceException {
        long replayed = standby.position().bytes();
        return replayed >= fence
                ? Optional.empty()
                : Optional.of("%s has yet to replay %d bytes".formatted(standby.shard(), fence - replayed));
    }

    /** What is missing when all is there or the patience is over. */
    private List<String> wait(List<Gate> gates, long start) throws SourceException, InterruptedException {
        while (true) {
            List<String> missing = new ArrayList<>();
            for (Gate gate : gates) {
                gate.missing().ifPresent(missing::add);
            }
            if (missing.isEmpty() || nanoTime.getAsLong() - start >= patience.toNanos()) {
                return missing;
            }
            sleeper.sleep(POLL);
        }
    }
}
