package dev.shardproof.verifier.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Watches metrics for a set of guards: readings in, decisions out.
 *
 * <p>A guard fires when its condition held for its whole window: the readings reach back to the window's beginning, at
 * least half as many came as should have, nine of ten meet the condition and the newest does. So a peak of one reading
 * does not fire a guard that has a window, and one good reading does not hide a bad minute. It is calm again only when
 * less than half of the window (5 s at least) meets the condition, so a value that flaps fires once. A gap is no good
 * news: without readings for too long the guard is blind, which is a decision of its own and stays in its status.
 *
 * <p>Thread-safe. Time comes from the callers, on one monotonic clock.
 */
public final class GuardWatch {

    private final List<GuardTrack> tracks;

    /**
     * @param guards what to watch for
     * @param rules how much evidence they need
     * @param nanoTime the time now; a metric that never comes is missing since then
     */
    public GuardWatch(List<Guard> guards, WatchRules rules, long nanoTime) {
        Objects.requireNonNull(rules, "rules is null");
        this.tracks = guards.stream()
                .map(guard -> new GuardTrack(guard, rules, nanoTime))
                .toList();
    }

    /** Takes a reading; one that no guard asks for is dropped. */
    public synchronized void observe(Reading reading) {
        for (GuardTrack track : tracks) {
            if (track.guard().condition().metric() == reading.metric()) {
                track.observe(reading);
            }
        }
    }

    /** The guards whose metric is not being collected: they can not be green, and nothing should begin. */
    public synchronized List<Guard> blind(long nanoTime) {
        return tracks.stream()
                .filter(track -> !track.sees(nanoTime))
                .map(GuardTrack::guard)
                .toList();
    }

    /** The watch begins in earnest: that a guard was blind before is forgotten, if it sees now. */
    public synchronized void arm(long nanoTime) {
        tracks.forEach(track -> track.arm(nanoTime));
    }

    /** What has changed since the last call. */
    public synchronized List<Decision> decide(long nanoTime) {
        List<Decision> decisions = new ArrayList<>();
        tracks.forEach(track -> track.decide(nanoTime).ifPresent(decisions::add));
        return decisions;
    }

    /** Where each guard stands, in their order. */
    public synchronized List<GuardStatus> statuses() {
        return tracks.stream().map(GuardTrack::status).toList();
    }
}
