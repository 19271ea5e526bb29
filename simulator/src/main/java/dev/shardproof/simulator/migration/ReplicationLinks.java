package dev.shardproof.simulator.migration;

import dev.shardproof.simulator.migration.port.MigrationClock;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.migration.port.MoveStream;
import dev.shardproof.simulator.migration.port.ReplicationPort;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The replication of all streams in one direction. For one thread. */
final class ReplicationLinks {

    private static final Duration POLL = Duration.ofMillis(10);

    private final Map<MoveStream, ReplicationPort> links = new LinkedHashMap<>();
    private final MigrationClock clock;
    private final Runnable onPoll;

    /** @param onPoll called at every look while waiting; what it throws ends the wait */
    ReplicationLinks(
            List<MoveStream> streams,
            Function<MoveStream, ReplicationPort> port,
            MigrationClock clock,
            Runnable onPoll) {
        streams.forEach(stream -> links.put(stream, port.apply(stream)));
        this.clock = clock;
        this.onPoll = onPoll;
    }

    void open(MoveStream stream) {
        links.get(stream).open();
    }

    void start(MoveStream stream) {
        links.get(stream).start();
    }

    void drop(MoveStream stream) {
        links.get(stream).drop();
    }

    void dropAll() {
        links.values().forEach(ReplicationPort::drop);
    }

    /** Log that the subscribers have not confirmed, the largest of all streams. */
    long lagBytes() {
        return links.values().stream()
                .mapToLong(ReplicationPort::lagBytes)
                .max()
                .orElse(0);
    }

    /**
     * Writes a marker into every stream and waits until all have arrived.
     *
     * @param what what is being waited for, in words
     * @throws MigrationException if that takes longer than {@code timeout}
     */
    void awaitMarkers(Duration timeout, String what) throws InterruptedException {
        long begin = clock.nanoTime();
        Map<MoveStream, Long> open = new LinkedHashMap<>();
        links.forEach((stream, link) -> open.put(stream, link.writeMarker()));
        while (true) {
            onPoll.run();
            open.entrySet().removeIf(entry -> links.get(entry.getKey()).hasMarker(entry.getValue()));
            if (open.isEmpty()) {
                return;
            }
            if (clock.nanoTime() - begin > timeout.toNanos()) {
                // A link that can not apply a change says so here, which tells more than the time.
                open.keySet().forEach(stream -> links.get(stream).lagBytes());
                throw new MigrationException("%s: a marker written on %s had not arrived after %d ms"
                        .formatted(what, open.keySet(), timeout.toMillis()));
            }
            clock.sleep(POLL);
        }
    }
}
