package dev.shardproof.simulator.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How old the oldest change is that a replica of one server has not confirmed. PostgreSQL's own {@code replay_lag} stands
 * still when a replica does; here the positions of the log are remembered with their times, so that the lag of a replica
 * that has stopped grows with the clock. As exact as the looks are frequent. Not thread-safe.
 */
final class ReplicaLag {

    /** An hour of looks, once a second. */
    private static final int REMEMBERED = 3_600;

    private record Position(long nanoTime, long log) {}

    private final Deque<Position> positions = new ArrayDeque<>();
    private final Set<String> known = new HashSet<>();

    /**
     * Takes a look.
     *
     * @param nanoTime when
     * @param log how far the server has written its log
     * @param confirmed how far each replica has confirmed it, connected or not
     * @param connected the replicas that are connected now
     * @return the lag in seconds of the worst replica; empty if no replica was ever connected and is still there
     */
    OptionalDouble look(long nanoTime, long log, Map<String, Long> confirmed, Set<String> connected) {
        positions.addLast(new Position(nanoTime, log));
        if (positions.size() > REMEMBERED) {
            positions.removeFirst();
        }
        known.addAll(connected);
        // A slot that nobody has read from yet is no replica; one that was dropped is none any more.
        known.retainAll(confirmed.keySet());
        return known.stream()
                .mapToDouble(replica -> lag(nanoTime, confirmed.get(replica)))
                .max();
    }

    private double lag(long nanoTime, long confirmed) {
        return positions.stream()
                        .filter(position -> position.log() > confirmed)
                        .findFirst()
                        .map(position -> nanoTime - position.nanoTime())
                        .orElse(0L)
                / 1e9;
    }
}
