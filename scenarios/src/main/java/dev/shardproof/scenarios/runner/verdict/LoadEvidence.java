package dev.shardproof.scenarios.runner.verdict;

import dev.shardproof.loadgen.driver.punctuality.Punctuality;
import dev.shardproof.loadgen.driver.punctuality.PunctualityFile;
import dev.shardproof.loadgen.recording.LoadRecording;
import dev.shardproof.loadgen.recording.LoadReport;
import dev.shardproof.loadgen.recording.Phase;
import dev.shardproof.loadgen.shape.ArrivalSchedule;
import dev.shardproof.scenarios.judgement.PhaseTimeline;
import dev.shardproof.scenarios.spec.workload.ArrivalsSpec;
import dev.shardproof.scenarios.wiring.LoadProcess;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.history.HistoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the clients' history says about a run, split by its phases, and what the driver of the load says about itself.
 *
 * @param report counts and latencies
 * @param driver how well the driver kept its schedule, second by second
 */
public record LoadEvidence(LoadReport report, List<Punctuality> driver) {

    private static final String DRIVER_FILE =
            Path.of(LoadProcess.PUNCTUALITY).getFileName().toString();

    /** Sums up the history by the phases that have ended, and what stands beside it about the driver. */
    public static LoadEvidence read(Path history, List<PhaseTimeline.Span> spans) throws IOException {
        Path driver = history.resolveSibling(DRIVER_FILE);
        return new LoadEvidence(
                LoadRecording.of(new HistoryReader(history), phases(spans)),
                Files.exists(driver) ? PunctualityFile.read(driver) : List.of());
    }

    /** Whether no operation at all is known, as of a simulation that does not report any. */
    public boolean isEmpty() {
        return report.overall().all().count() == 0;
    }

    /**
     * How many operations a phase should have had until that time. In a model that does not say, as many as it had, but
     * at least one.
     */
    public long due(ArrivalsSpec arrivals, PhaseTimeline.Span span, Instant until) {
        if (arrivals.shape().isPresent()) {
            ArrivalSchedule schedule = new ArrivalSchedule(arrivals.shape().get());
            long begin = isEmpty() ? micros(span.start()) : report.beginMicros();
            return schedule.dueBefore(micros(until) - begin) - schedule.dueBefore(micros(span.start()) - begin);
        }
        return Math.max(1, count(span.name()));
    }

    /**
     * What speaks against the driver of the load: that, from the baseline on, it could not keep the offered rate. Then no
     * figure about the load means anything. That the target was too slow is not the driver's fault.
     *
     * <p>To the very end of the load: what came late or not at all is counted when that is known, which is after the last
     * phase.
     */
    public Optional<VerdictRule.Trouble> unpunctual(PhaseTimeline.Span first) {
        long from = micros(first.start());
        List<Punctuality> seconds =
                driver.stream().filter(second -> second.startMicros() >= from).toList();
        if (seconds.isEmpty()) {
            return Optional.of(new VerdictRule.Trouble(
                    Verdict.INCONCLUSIVE,
                    "whether the load driver kept the offered rate is not known: %s says nothing about it"
                            .formatted(LoadProcess.PUNCTUALITY)));
        }
        Punctuality all = Punctuality.sum(seconds);
        if (all.keptUp()) {
            return Optional.empty();
        }
        return Optional.of(new VerdictRule.Trouble(
                Verdict.INCONCLUSIVE,
                ("the load driver could not keep the offered rate: of %d operations, %d began more than %d ms late and %d"
                                + " not at all, by its own fault (its longest pause: %d ms). Take a quieter machine or a"
                                + " lower rate; see %s")
                        .formatted(
                                all.sent() + all.notSent() + all.ownNotSent(),
                                all.ownLate(),
                                Punctuality.LATE_MICROS / 1_000,
                                all.ownNotSent(),
                                all.pauseMicros() / 1_000,
                                LoadProcess.PUNCTUALITY)));
    }

    /** What the driver did from that time on; empty if that is not known. */
    public Optional<Punctuality> driver(Instant from) {
        List<Punctuality> seconds = driver.stream()
                .filter(second -> second.startMicros() >= micros(from))
                .toList();
        return seconds.isEmpty() ? Optional.empty() : Optional.of(Punctuality.sum(seconds));
    }

    private long count(String phase) {
        LoadReport.Group group = report.phases().get(phase);
        return group == null ? 0 : group.all().count();
    }

    /** How many operations of a phase were acknowledged. */
    public long acknowledged(String phase) {
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
    public Optional<VerdictRule.Trouble> shortfall(String phase, long due, double share) {
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
