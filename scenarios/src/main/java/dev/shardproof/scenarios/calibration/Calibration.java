package dev.shardproof.scenarios.calibration;

import dev.shardproof.scenarios.spec.Percentile;
import dev.shardproof.verifier.latency.NoiseFloor;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A noise floor on record. It holds for one machine, one load, and some time.
 *
 * @param format {@value #FORMAT}
 * @param scenario the scenario's name, for people
 * @param taken when it was measured
 * @param expires from when on it does not hold any more
 * @param starts how often the servers were started for it
 * @param comparisons how often the load was compared with itself
 * @param fingerprint what it depends on
 * @param deviations what was measured
 */
public record Calibration(
        String format,
        String scenario,
        Instant taken,
        Instant expires,
        int starts,
        int comparisons,
        Map<String, String> fingerprint,
        List<Entry> deviations) {

    static final String FORMAT = "shardproof-calibration/1";

    /** How long one holds: machines get updates and neighbours. */
    public static final Duration VALIDITY = Duration.ofDays(30);

    /** Between two phases of one run. */
    private static final String PHASES = "phases";

    /** Between two runs. */
    private static final String RUNS = "runs";

    /**
     * One deviation.
     *
     * @param between {@code phases} or {@code runs}
     * @param group {@code overall}, {@code shard} or {@code operation}
     * @param percentile such as {@code p99}
     * @param logDeviation standard deviation of the log ratio
     * @param freedom from how many independent differences
     */
    public record Entry(String between, String group, String percentile, double logDeviation, int freedom) {}

    public Calibration {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("its format is '%s', not %s".formatted(format, FORMAT));
        }
        Objects.requireNonNull(scenario, "scenario is missing");
        Objects.requireNonNull(taken, "taken is missing");
        Objects.requireNonNull(expires, "expires is missing");
        fingerprint = Map.copyOf(fingerprint);
        deviations = List.copyOf(deviations);
        if (starts < 1 || comparisons < 1 || deviations.isEmpty()) {
            throw new IllegalArgumentException("it measured nothing");
        }
    }

    static Calibration of(
            String scenario, Instant taken, int starts, int comparisons, Fingerprint fingerprint, NoiseFloor floor) {
        List<Entry> entries = new ArrayList<>();
        add(entries, PHASES, floor.phases());
        add(entries, RUNS, floor.runs());
        return new Calibration(
                FORMAT, scenario, taken, taken.plus(VALIDITY), starts, comparisons, fingerprint.properties(), entries);
    }

    private static void add(
            List<Entry> entries, String between, Map<LatencyGroup.Kind, Map<Double, NoiseFloor.Deviation>> deviations) {
        for (LatencyGroup.Kind kind : LatencyGroup.Kind.values()) {
            Map<Double, NoiseFloor.Deviation> byPercentile = deviations.getOrDefault(kind, Map.of());
            for (Percentile percentile : Percentile.values()) {
                NoiseFloor.Deviation deviation = byPercentile.get(percentile.percent());
                if (deviation != null) {
                    entries.add(
                            new Entry(between, kind.label(), percentile.label(), deviation.log(), deviation.freedom()));
                }
            }
        }
    }

    /** When it expires, which is not later than {@link #VALIDITY} after it was measured, whatever its file says. */
    Instant validUntil() {
        Instant latest = taken.plus(VALIDITY);
        return expires.isBefore(latest) ? expires : latest;
    }

    /** For the gate. */
    NoiseFloor floor(String source) {
        return new NoiseFloor(NoiseFloor.Origin.MEASURED, source, deviations(PHASES), deviations(RUNS));
    }

    private Map<LatencyGroup.Kind, Map<Double, NoiseFloor.Deviation>> deviations(String between) {
        Map<LatencyGroup.Kind, Map<Double, NoiseFloor.Deviation>> found = new EnumMap<>(LatencyGroup.Kind.class);
        for (Entry entry : deviations) {
            if (entry.between().equals(between)) {
                found.computeIfAbsent(kind(entry.group()), any -> new HashMap<>())
                        .put(
                                percentile(entry.percentile()),
                                new NoiseFloor.Deviation(entry.logDeviation(), entry.freedom()));
            }
        }
        return found;
    }

    private static LatencyGroup.Kind kind(String label) {
        return Stream.of(LatencyGroup.Kind.values())
                .filter(kind -> kind.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no group '%s'".formatted(label)));
    }

    private static double percentile(String label) {
        return Stream.of(Percentile.values())
                .filter(percentile -> percentile.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no percentile '%s'".formatted(label)))
                .percent();
    }
}
