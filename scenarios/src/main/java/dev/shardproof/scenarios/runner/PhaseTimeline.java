package dev.shardproof.scenarios.runner;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When the run was in which phase: one phase at a time, each begins where the last one ends. Thread-safe. */
final class PhaseTimeline {

    /** The phase before the migration, in which the baseline is measured. */
    static final String BASELINE = "baseline";

    /** The phase from the write fence to the new topology. */
    static final String CUT_OVER = "cutOver";

    /** The phase in which everything is switched and healed. */
    static final String AFTER = "after";

    private final InstantSource clock;
    private final List<Span> spans = new ArrayList<>();
    private Follower follower = (phase, progress) -> {};

    /** Hears of each phase as it begins, and of its progress; of a phase never after the next one has begun. */
    @FunctionalInterface
    interface Follower {
        /** Must not wait, nor ask the timeline. */
        void observe(String phase, double progress);
    }

    /**
     * One phase.
     *
     * @param name its name
     * @param start when it began
     * @param end when it ended, or empty while it lasts
     */
    record Span(String name, Instant start, Optional<Instant> end) {}

    PhaseTimeline(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on {@code follower} hears of the phases, and nobody else. */
    synchronized void follow(Follower next) {
        follower = next;
    }

    /** Ends the phase that lasts and begins another. */
    synchronized void enter(String name) {
        end();
        spans.add(new Span(name, clock.instant(), Optional.empty()));
        follower.observe(name, 0);
    }

    /**
     * Tells how far the phase that lasts is.
     *
     * @param phase which phase that is said of; another one that lasts now has just begun
     * @param progress its progress, 0 to 1
     */
    synchronized void progressed(String phase, double progress) {
        current().ifPresent(span -> follower.observe(span.name(), span.name().equals(phase) ? progress : 0));
    }

    /** Ends the phase that lasts, if one does. */
    synchronized void end() {
        if (!spans.isEmpty()) {
            Span last = spans.get(spans.size() - 1);
            if (last.end().isEmpty()) {
                spans.set(spans.size() - 1, new Span(last.name(), last.start(), Optional.of(clock.instant())));
            }
        }
    }

    /** The phase that lasts, or empty. */
    synchronized Optional<Span> current() {
        return spans.isEmpty()
                ? Optional.empty()
                : Optional.of(spans.get(spans.size() - 1))
                        .filter(span -> span.end().isEmpty());
    }

    /** When a phase of that name first began, or empty. */
    synchronized Optional<Instant> beginOf(String name) {
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .map(Span::start)
                .findFirst();
    }

    /** The first phase of that name, or empty. */
    synchronized Optional<Span> span(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).findFirst();
    }

    /** All phases so far, in order. */
    synchronized List<Span> spans() {
        return List.copyOf(spans);
    }
}
