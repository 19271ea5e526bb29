package dev.shardproof.scenarios.calibration;

import dev.shardproof.scenarios.latency.LatencyEvidence;
import dev.shardproof.scenarios.spec.ChecksSpec;
import dev.shardproof.scenarios.spec.Percentile;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.latency.ErrorBudget;
import dev.shardproof.verifier.latency.GatePolicy;
import dev.shardproof.verifier.latency.LatencyBaseline;
import dev.shardproof.verifier.latency.LatencyLimit;
import dev.shardproof.verifier.latency.NoiseFloor;
import dev.shardproof.verifier.latency.NoiseMeter;
import dev.shardproof.verifier.latency.block.LatencyComparison;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Comparisons of a load with itself, what noise they show, and what the gate would have said of each: a gate that fails
 * one of them cries wolf. Not thread-safe.
 */
public final class CalibrationTrial {

    /** Blocks for each percentile, made once: the ones that a high percentile needs would be too few for a low one. */
    private record Comparison(int start, LatencyEvidence evidence, List<List<LatencyComparison>> blocks) {
        static Comparison of(int start, LatencyEvidence evidence) {
            return new Comparison(
                    start,
                    evidence,
                    Stream.of(Percentile.values())
                            .map(percentile -> evidence.comparisons(percentile.percent()))
                            .toList());
        }
    }

    private final Scenario scenario;
    private final ChecksSpec.LatencyBaseline settings;
    private final List<Comparison> comparisons = new ArrayList<>();
    private int starts;
    private boolean driverKeptUp = true;
    private Fingerprint fingerprint;

    /**
     * @param scenario whose load it is
     * @param settings the limits that the gate is tried with
     */
    public CalibrationTrial(Scenario scenario, ChecksSpec.LatencyBaseline settings) {
        this.scenario = scenario;
        this.settings = settings;
    }

    /**
     * Adds what one start of the servers has shown.
     *
     * @throws IllegalArgumentException if it is of another machine or load than the ones before
     */
    public void add(SelfComparison.Series series) {
        if (fingerprint != null && !fingerprint.equals(series.fingerprint())) {
            throw new IllegalArgumentException("the machine changed: %s"
                    .formatted(String.join(", ", fingerprint.differences(series.fingerprint()))));
        }
        fingerprint = series.fingerprint();
        driverKeptUp &= series.driverKeptUp();
        starts++;
        series.comparisons().forEach(evidence -> comparisons.add(Comparison.of(starts, evidence)));
    }

    /** How many comparisons there are. */
    public int size() {
        return comparisons.size();
    }

    /** What it all depends on. */
    public Fingerprint fingerprint() {
        return fingerprint;
    }

    /**
     * What was measured.
     *
     * @throws IllegalStateException if no comparison had enough requests, or the load was not the one that was asked for
     */
    public Calibration calibration(Instant taken) {
        if (!driverKeptUp) {
            throw new IllegalStateException("the load driver could not keep the offered rate, so that this noise may be"
                    + " its own: calibrate on a quieter machine or with a lower rate");
        }
        NoiseFloor floor = floor(comparisons);
        if (floor.phases().isEmpty()) {
            throw new IllegalStateException(
                    "no comparison had enough requests: give the scenario longer phases or a higher rate");
        }
        return Calibration.of(scenario.name(), taken, starts, comparisons.size(), fingerprint, floor);
    }

    /** What the gate says of a comparison without a calibration; {@code index} from 0. */
    public CheckResult uncalibrated(int index) {
        return judge(index, NoiseFloor.assumed("on trial"));
    }

    /** What the gate says of a comparison with the calibration that all others make. */
    public CheckResult calibratedByTheOthers(int index) {
        List<Comparison> others = new ArrayList<>(comparisons);
        others.remove(index);
        return judge(index, floor(others));
    }

    /** What a comparison of plain ratios would say: above the limit or not. */
    public Verdict naive(int index) {
        LatencyEvidence evidence = comparisons.get(index).evidence();
        boolean above = settings.percentMax().entrySet().stream()
                .anyMatch(limit -> evidence.ratio(limit.getKey().percent()) > 1 + limit.getValue() / 100);
        return above ? Verdict.FAIL : Verdict.PASS;
    }

    private static NoiseFloor floor(List<Comparison> some) {
        NoiseMeter meter = new NoiseMeter(
                Stream.of(Percentile.values()).map(Percentile::percent).toList());
        for (Comparison comparison : some) {
            comparison.blocks().forEach(blocks -> meter.add(comparison.start(), blocks));
        }
        return meter.floor("%d comparisons".formatted(some.size()));
    }

    /** Without the allowance for what is too fast to notice: it would hide the noise that this is about. */
    private CheckResult judge(int index, NoiseFloor noise) {
        double[] percentiles = settings.percentMax().keySet().stream()
                .mapToDouble(Percentile::percent)
                .toArray();
        List<LatencyLimit> limits = settings.percentMax().entrySet().stream()
                .map(limit -> new LatencyLimit(limit.getKey().percent(), limit.getValue() / 100))
                .toList();
        return new LatencyBaseline(
                        comparisons.get(index).evidence().comparisons(percentiles),
                        limits,
                        new GatePolicy(0, ErrorBudget.ONE_LOOK, noise, scenario.seed()),
                        () -> 0)
                .run();
    }
}
