package dev.shardproof.scenarios.judgement;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When the run was in which phase: one phase at a time, each begins where the last one ends. Thread-safe. */
public final class PhaseTimeline {

    /** The phase before the migration, in which the baseline is measured. */
    public static final String BASELINE = "baseline";

    /** The phase from the write fence to the new topology. */
    public static final String CUT_OVER = "cutOver";

    /** The phase in which everything is switched and healed. */
    public static final String AFTER = "after";

    private final InstantSource clock;
    private final List<Span> spans = new ArrayList<>();
    private Follower follower = (phase, progress) -> {};

    /** Hears of each phase as it begins, and of its progress; of a phase never after the next one has begun. */
    @FunctionalInterface
    public interface Follower {
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
    public record Span(String name, Instant start, Optional<Instant> end) {}

    public PhaseTimeline(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on {@code follower} hears of the phases, and nobody else. */
    public synchronized void follow(Follower next) {
        follower = next;
    }

    /** Ends the phase that lasts and begins another. */
    public synchronized void enter(String name) {
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
    public synchronized void progressed(String phase, double progress) {
        current().ifPresent(span -> follower.observe(span.name(), span.name().equals(phase) ? progress : 0));
    }

    /** Ends the phase that lasts, if one does. */
    public synchronized void end() {
        if (!spans.isEmpty()) {
            Span last = spans.get(spans.size() - 1);
            if (last.end().isEmpty()) {
                spans.set(spans.size() - 1, new Span(last.name(), last.start(), Optional.of(clock.instant())));
            }
        }
    }

    /** The phase that lasts, or empty. */
    public synchronized Optional<Span> current() {
        return spans.isEmpty()
                ? Optional.empty()
                : Optional.of(spans.get(spans.size() - 1))
                        .filter(span -> span.end().isEmpty());
    }

    /** When a phase of that name first began, or empty. */
    public synchronized Optional<Instant> beginOf(String name) {
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .map(Span::start)
                .findFirst();
    }

    /** The first phase of that name, or empty. */
    public synchronized Optional<Span> span(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).findFirst();
    }

    /** All phases so far, in order. */
    public synchronized List<Span> spans() {
        return List.copyOf(spans);
    }
}
