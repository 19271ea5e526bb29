package dev.shardproof.simulator.fault.client;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How often keys are asked for. What the first reading finds is the usual distribution; the figure is by how much the share
 * of one key in the window is above its usual share: of all keys, that of which it is most. So a key counts as hot because
 * it has become hot, and one that is popular every day does not. Used by one thread at a time.
 */
final class KeyShares implements SlidingProbe.Reading<Long> {

    private final RequestLog log;
    private final Map<Long, Integer> usual = new HashMap<>();
    private final Deque<Long> keys = new ArrayDeque<>();
    private boolean usualKnown;
    private long usualTotal;

    /** The number of the first one in {@link #keys}. */
    private long forgotten;

    KeyShares(RequestLog log) {
        this.log = log;
    }

    /** How many requests so far, without those of the usual distribution. */
    @Override
    public Long read() throws IOException {
        if (usualKnown) {
            log.poll(request -> keys.addLast(request.key()));
        } else {
            log.poll(request -> usual.merge(request.key(), 1, Integer::sum));
            usualTotal = usual.values().stream().mapToLong(Integer::longValue).sum();
            usualKnown = true;
        }
        return forgotten + keys.size();
    }

    /**
     * The greatest growth of one key's share.
     *
     * @param from the number of the window's first request
     * @param to the number after the window's last request; 0 is the figure of a window without any
     * @param seconds not looked at
     */
    double growth(long from, long to, double seconds) {
        while (forgotten < from) {
            keys.removeFirst();
            forgotten++;
        }
        Map<Long, Integer> counts = new HashMap<>();
        keys.forEach(key -> counts.merge(key, 1, Integer::sum));
        double greatest = 0;
        for (Map.Entry<Long, Integer> count : counts.entrySet()) {
            double share = (double) count.getValue() / (to - from);
            double before = usualTotal == 0 ? 0 : (double) usual.getOrDefault(count.getKey(), 0) / usualTotal;
            greatest = Math.max(greatest, share - before);
        }
        return greatest;
    }
}
