package dev.shardproof.scenarios.runner;

import dev.shardproof.loadgen.recording.LoadRecording;
import dev.shardproof.loadgen.recording.LoadReport;
import dev.shardproof.loadgen.recording.Phase;
import dev.shardproof.scenarios.wiring.LoadProcess;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.history.HistoryReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the clients' history says about a run, split by its phases.
 *
 * @param report counts and latencies
 */
record LoadEvidence(LoadReport report) {

    /** Sums up the history by the phases that have ended. */
    static LoadEvidence read(Path history, List<PhaseTimeline.Span> spans) throws IOException {
        return new LoadEvidence(LoadRecording.of(new HistoryReader(history), phases(spans)));
    }

    /** How many operations of a phase were acknowledged. */
    long acknowledged(String phase) {
        LoadReport.Group group = report.phases().get(phase);
        return group == null ? 0 : group.all().acknowledged();
    }

    /**
     * What speaks against a phase whose load must have worked: that too few operations were sent, which proves nothing,
     * or that too few of them succeeded.
     *
     * @param due how many operations the phase should have had
     * @param share the least share of them
     */
    Optional<VerdictRule.Trouble> shortfall(String phase, long due, double share) {
        LoadReport.Group group = report.phases().get(phase);
        long sent = group == null ? 0 : group.all().count() - group.all().notSent();
        if (sent < due * share) {
            return Optional.of(new VerdictRule.Trouble(
                    Verdict.INCONCLUSIVE,
                    "the phase '%s' got no load: %d of %d operations".formatted(phase, sent, due)));
        }
        return acknowledged(phase) >= due * share
                ? Optional.empty()
                : Optional.of(new VerdictRule.Trouble(
                        Verdict.FAIL,
                        "in the phase '%s' the clients were refused: %d of %d operations were acknowledged; see %s for why"
                                .formatted(phase, acknowledged(phase), sent, LoadProcess.HISTORY)));
    }

    private static List<Phase> phases(List<PhaseTimeline.Span> spans) {
        List<Phase> phases = new ArrayList<>();
        for (PhaseTimeline.Span span : spans) {
            long start = micros(span.start());
            long end = span.end().map(LoadEvidence::micros).orElse(Long.MAX_VALUE);
            phases.add(new Phase(unique(span.name(), phases), start, end));
        }
        return phases;
    }

    /** A cut-over that was postponed comes twice. */
    private static String unique(String name, List<Phase> phases) {
        long twins = phases.stream()
                .filter(phase -> phase.name().equals(name) || phase.name().startsWith(name + " ("))
                .count();
        return twins == 0 ? name : name + " (" + (twins + 1) + ")";
    }

    private static long micros(Instant instant) {
        return Duration.between(Instant.EPOCH, instant).toNanos() / 1_000;
    }
}
