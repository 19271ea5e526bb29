package dev.shardproof.loadgen.recording;

import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.HistoryReader;
import dev.shardproof.verifier.history.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.IntCountsHistogram;

/**
 * Sums up a history while it is read: memory grows with its phases, shards and seconds, not with its operations.
 *
 * <p>Every figure comes from a histogram of its own operations; percentiles are never averaged. Not thread-safe.
 */
public final class LoadRecording {

    private static final long SECOND = TimeUnit.SECONDS.toMicros(1);

    /** Two weeks: further apart, two operations are not of one run, and a line for every second would be absurd. */
    private static final long SECONDS_MAX = TimeUnit.DAYS.toSeconds(14) + 3_600;

    private final List<Phase> phases;
    private final Tallies overall = new Tallies();
    private final Map<String, Tallies> byPhase = new LinkedHashMap<>();
    private final TreeMap<Long, SecondTally> seconds = new TreeMap<>();
    private long begin = Long.MAX_VALUE;

    /** @throws IllegalArgumentException if two phases have the same name or overlap */
    public LoadRecording(List<Phase> phases) {
        this.phases = List.copyOf(phases);
        for (Phase phase : this.phases) {
            if (byPhase.put(phase.name(), new Tallies()) != null) {
                throw new IllegalArgumentException("two phases are called '" + phase.name() + "'");
            }
            for (Phase other : this.phases) {
                if (other != phase
                        && other.startMicros() < phase.endMicros()
                        && phase.startMicros() < other.endMicros()) {
                    throw new IllegalArgumentException(
                            "the phases %s and %s overlap".formatted(phase.name(), other.name()));
                }
            }
        }
    }

    /**
     * Reads a whole history and sums it up.
     *
     * @throws IOException if the history can not be read or is damaged
     */
    public static LoadReport of(HistoryReader history, List<Phase> phases) throws IOException {
        LoadRecording recording = new LoadRecording(phases);
        HistoryReader.Extent extent = history.read(recording::add);
        return recording.report(extent.torn());
    }

    /** Adds one operation. */
    public void add(ClientOperation operation) {
        begin = Math.min(begin, operation.intendedMicros());
        overall.add(operation);
        for (Phase phase : phases) {
            if (phase.contains(operation.intendedMicros())) {
                byPhase.get(phase.name()).add(operation);
            }
        }
        second(operation.intendedMicros()).due.add(operation);
        SecondTally end = second(operation.endMicros());
        if (operation.outcome() == Outcome.ACKNOWLEDGED) {
            end.completed++;
        } else {
            end.failed++;
        }
    }

    /**
     * What all operations so far come to.
     *
     * @param torn whether the history ends within a line
     */
    public LoadReport report(boolean torn) {
        Map<String, LoadReport.Group> groups = new LinkedHashMap<>();
        byPhase.forEach((name, tallies) -> groups.put(name, tallies.group()));
        return new LoadReport(overall.group(), groups, series(), seconds.isEmpty() ? 0 : begin, torn);
    }

    private SecondTally second(long micros) {
        return seconds.computeIfAbsent(Math.floorDiv(micros, SECOND), second -> new SecondTally());
    }

    private List<LoadSecond> series() {
        if (seconds.isEmpty()) {
            return List.of();
        }
        if (seconds.lastKey() - seconds.firstKey() > SECONDS_MAX) {
            throw new IllegalArgumentException("the history spans %d seconds: its operations are not of one run"
                    .formatted(seconds.lastKey() - seconds.firstKey()));
        }
        List<LoadSecond> series = new ArrayList<>();
        for (long second = seconds.firstKey(); second <= seconds.lastKey(); second++) {
            series.add(seconds.getOrDefault(second, new SecondTally()).at(second * SECOND));
        }
        return series;
    }

    /** All operations and those of each shard. */
    private static final class Tallies {
        private final LatencyTally all = LatencyTally.exact();
        private final Map<String, LatencyTally> byShard = new TreeMap<>();

        void add(ClientOperation operation) {
            all.add(operation);
            byShard.computeIfAbsent(operation.shard(), shard -> LatencyTally.exact())
                    .add(operation);
        }

        LoadReport.Group group() {
            TreeMap<String, LoadSummary> summaries = new TreeMap<>();
            byShard.forEach((shard, tally) -> summaries.put(shard, tally.summary()));
            return new LoadReport.Group(all.summary(), summaries);
        }
    }

    private static final class SecondTally {
        private final LatencyTally due = new LatencyTally(coarseHistogram());
        private long completed;
        private long failed;

        /** Two digits and four bytes a bucket: some kilobytes, for there is one for every second. */
        private static IntCountsHistogram coarseHistogram() {
            IntCountsHistogram histogram = new IntCountsHistogram(2);
            histogram.setAutoResize(true);
            return histogram;
        }

        LoadSecond at(long startMicros) {
            boolean any = due.count() > 0;
            return new LoadSecond(
                    startMicros,
                    due.count(),
                    completed,
                    failed,
                    any ? due.percentile(50) : 0,
                    any ? due.percentile(99) : 0);
        }
    }
}
