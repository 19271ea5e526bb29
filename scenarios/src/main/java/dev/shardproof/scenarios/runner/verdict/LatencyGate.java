package dev.shardproof.scenarios.runner.verdict;

import dev.shardproof.scenarios.calibration.CalibrationStore;
import dev.shardproof.scenarios.calibration.Fingerprint;
import dev.shardproof.scenarios.doctor.ThisMachine;
import dev.shardproof.scenarios.judgement.PhaseTimeline;
import dev.shardproof.scenarios.latency.LatencyEvidence;
import dev.shardproof.scenarios.latency.StoredBaseline;
import dev.shardproof.scenarios.latency.StoredBaselineReader;
import dev.shardproof.scenarios.latency.Stretch;
import dev.shardproof.scenarios.spec.ChecksSpec;
import dev.shardproof.scenarios.spec.Percentile;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.wiring.cluster.ExternalServers;
import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.latency.ErrorBudget;
import dev.shardproof.verifier.latency.GatePolicy;
import dev.shardproof.verifier.latency.LatencyBaseline;
import dev.shardproof.verifier.latency.LatencyLimit;
import dev.shardproof.verifier.latency.LatencyThreshold;
import dev.shardproof.verifier.latency.NoiseFloor;
import dev.shardproof.verifier.latency.block.LatencyComparison;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import dev.shardproof.verifier.latency.block.LatencyHistogram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The latency checks of a run: which noise floor they take, when they have seen enough, and what they judge. Each look at
 * the phase {@code after} spends its part of one error budget, whether or not it decides. For one thread.
 */
public final class LatencyGate {

    private static final double ALPHA = ErrorBudget.ONE_LOOK.alpha();

    private final Scenario scenario;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private NoiseFloor noise = NoiseFloor.assumed("the run had not got so far");
    private int look = 1;

    /**
     * @param clock the wall clock
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public LatencyGate(Scenario scenario, InstantSource clock, LongSupplier nanoTime) {
        this.scenario = scenario;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Reads the stored baseline that the scenario names, if it does.
     *
     * @throws StoredBaseline.InvalidBaselineException if it is none
     */
    public static void requireReadableBaseline(Scenario scenario) {
        stored(scenario);
    }

    private static Optional<StoredBaseline> stored(Scenario scenario) {
        return scenario.checks()
                .latencyBaseline()
                .flatMap(ChecksSpec.LatencyBaseline::file)
                .map(StoredBaselineReader::read);
    }

    /** Takes the noise floor of this machine for this load, if one is on record. */
    public void calibrate(String databaseVersion, long rows) {
        scenario.checks().latencyBaseline().ifPresent(settings -> {
            Fingerprint fingerprint = Fingerprint.of(new ThisMachine(clock), scenario, databaseVersion, rows);
            CalibrationStore store = CalibrationStore.ofHome(ExternalServers.home(System.getenv()));
            noise = store.noiseFloor(
                    settings.calibration().orElseGet(() -> store.fileOf(fingerprint)), fingerprint, clock.instant());
        });
    }

    /**
     * Whether the phase after should go on: the gate is undecided, more load may decide, and there are looks left. Asking
     * is a look.
     */
    public boolean wantsMore(Path history, List<PhaseTimeline.Span> spans) throws IOException {
        Optional<ChecksSpec.LatencyBaseline> settings = scenario.checks().latencyBaseline();
        Optional<LatencyEvidence> evidence = evidence(history, spans);
        if (settings.isEmpty() || evidence.isEmpty() || look >= settings.get().looks()) {
            return false;
        }
        // Operations under way are missing here and nowhere else: the verdict itself is made of the whole history.
        boolean undecided = baseline(settings.get(), evidence.get()).decide().moreLoadMayTell();
        look += undecided ? 1 : 0;
        return undecided;
    }

    /** The checks that the scenario asks for, on a history that is complete. */
    public List<Check> checks(Path history, List<PhaseTimeline.Span> spans) throws IOException {
        ChecksSpec wanted = scenario.checks();
        if (wanted.latencyBaseline().isEmpty() && wanted.latencyThreshold().isEmpty()) {
            return List.of();
        }
        Optional<LatencyEvidence> evidence = evidence(history, spans);
        List<Check> checks = new ArrayList<>();
        wanted.latencyBaseline()
                .ifPresent(settings -> checks.add(
                        evidence.map(some -> baseline(settings, some)).orElseGet(() -> baseline(settings, nothing()))));
        wanted.latencyThreshold()
                .ifPresent(settings -> checks.add(threshold(
                        settings,
                        evidence.map(LatencyEvidence::after).map(Map::copyOf).orElse(Map.of()))));
        return checks;
    }

    private Optional<LatencyEvidence> evidence(Path history, List<PhaseTimeline.Span> spans) throws IOException {
        Optional<Stretch> before = stretch(spans, PhaseTimeline.BASELINE);
        Optional<Stretch> after = stretch(spans, PhaseTimeline.AFTER);
        return before.isEmpty() || after.isEmpty()
                ? Optional.empty()
                : Optional.of(LatencyEvidence.read(history, before.get(), after.get()));
    }

    private Optional<Stretch> stretch(List<PhaseTimeline.Span> spans, String phase) {
        return spans.stream()
                .filter(span -> span.name().equals(phase))
                .findFirst()
                .map(span -> new Stretch(span.start(), span.end().orElseGet(() -> clock.instant())));
    }

    private static List<LatencyComparison> nothing() {
        return List.of(LatencyComparison.beforeAfter(LatencyGroup.OVERALL, List.of(), List.of()));
    }

    private LatencyBaseline baseline(ChecksSpec.LatencyBaseline settings, LatencyEvidence evidence) {
        double[] percentiles = settings.percentMax().keySet().stream()
                .mapToDouble(Percentile::percent)
                .toArray();
        return baseline(
                settings,
                stored(scenario)
                        .map(stored -> evidence.comparisons(stored, percentiles))
                        .orElseGet(() -> evidence.comparisons(percentiles)));
    }

    private LatencyBaseline baseline(ChecksSpec.LatencyBaseline settings, List<LatencyComparison> comparisons) {
        List<LatencyLimit> limits = settings.percentMax().entrySet().stream()
                .map(limit -> new LatencyLimit(limit.getKey().percent(), limit.getValue() / 100))
                .toList();
        GatePolicy policy = new GatePolicy(
                settings.ignoreBelow().toNanos() / 1e3,
                new ErrorBudget(ALPHA, look, settings.looks()),
                noise,
                scenario.seed());
        return new LatencyBaseline(comparisons, limits, policy, nanoTime);
    }

    private LatencyThreshold threshold(
            ChecksSpec.LatencyThreshold settings, Map<LatencyGroup, LatencyHistogram> measured) {
        Map<Double, Double> limits = new HashMap<>();
        settings.max().forEach((percentile, max) -> limits.put(percentile.percent(), max.toNanos() / 1e3));
        Set<LatencyGroup.Kind> judged = new HashSet<>(Set.of(LatencyGroup.Kind.OVERALL));
        settings.per()
                .forEach(per -> judged.add(
                        per == ChecksSpec.LatencyThreshold.Per.SHARD
                                ? LatencyGroup.Kind.SHARD
                                : LatencyGroup.Kind.OPERATION));
        return new LatencyThreshold(measured, limits, judged, nanoTime);
    }
}
