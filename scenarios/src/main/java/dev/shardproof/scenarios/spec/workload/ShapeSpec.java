package dev.shardproof.scenarios.spec.workload;

import dev.shardproof.loadgen.shape.LoadShape;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** A load whose rate changes, as a scenario says it. Rates are per second; times count from the beginning of the load. */
public sealed interface ShapeSpec {

    Duration TIME_MIN = Duration.ofMillis(100);
    Duration TIME_MAX = Duration.ofHours(24);
    int STEPS_MAX = 1_000;

    /** The rate over time. */
    LoadShape toShape();

    /** In one line, for people. */
    String words();

    /** From one rate evenly to another, which then stays. */
    record Ramp(int from, int to, Duration over) implements ShapeSpec {
        public Ramp {
            requireRates(from, to);
            requireTime(over);
        }

        @Override
        public LoadShape toShape() {
            return LoadShape.ramp(from, to, over);
        }

        @Override
        public String words() {
            return "a ramp from %s to %s over %s".formatted(rate(from), rate(to), Quantities.formatDuration(over));
        }
    }

    /** One rate after the other; the last one stays. */
    record Step(List<Integer> rates, Duration every) implements ShapeSpec {
        public Step {
            rates = List.copyOf(rates);
            if (rates.size() < 2 || rates.size() > STEPS_MAX) {
                throw new IllegalArgumentException("steps with %d rates".formatted(rates.size()));
            }
            requireRates(rates.stream().mapToInt(Integer::intValue).toArray());
            requireTime(every);
        }

        @Override
        public LoadShape toShape() {
            return LoadShape.steps(rates.stream().map(Integer::doubleValue).toList(), every);
        }

        @Override
        public String words() {
            return "steps of %s: %s"
                    .formatted(
                            Quantities.formatDuration(every),
                            rates.stream().map(ShapeSpec::rate).collect(Collectors.joining(", ")));
        }
    }

    /**
     * A rate that jumps up for a while.
     *
     * @param base the rate otherwise
     * @param peak the rate meanwhile
     * @param after when it jumps
     * @param length how long it stays there
     * @param every after how long it begins again; empty if it comes once
     */
    record Spike(int base, int peak, Duration after, Duration length, Optional<Duration> every) implements ShapeSpec {
        public Spike {
            requireRates(base, peak);
            requireTime(after);
            requireTime(length);
            every.ifPresent(ShapeSpec::requireTime);
            if (every.isPresent() && every.get().compareTo(after.plus(length)) <= 0) {
                throw new IllegalArgumentException("a spike every %s that takes longer".formatted(every.get()));
            }
        }

        @Override
        public LoadShape toShape() {
            return every.map(period -> LoadShape.spikes(base, peak, after, length, period))
                    .orElseGet(() -> LoadShape.spike(base, peak, after, length));
        }

        @Override
        public String words() {
            return "%s with a spike of %s after %s for %s"
                            .formatted(
                                    rate(base),
                                    rate(peak),
                                    Quantities.formatDuration(after),
                                    Quantities.formatDuration(length))
                    + every.map(period -> ", every " + Quantities.formatDuration(period))
                            .orElse("");
        }
    }

    /** A day: low at its beginning and its end, high in the middle. */
    record Diurnal(int low, int high, Duration day) implements ShapeSpec {
        public Diurnal {
            requireRates(low, high);
            requireTime(day);
        }

        @Override
        public LoadShape toShape() {
            return LoadShape.diurnal(low, high, day);
        }

        @Override
        public String words() {
            return "days of %s between %s and %s".formatted(Quantities.formatDuration(day), rate(low), rate(high));
        }
    }

    /**
     * A recorded rate curve.
     *
     * @param file where it stands, absolute
     * @param speed how many times as fast as it was
     * @param scale percent of the rates that it had
     * @param recorded what stands there
     */
    record Curve(Path file, double speed, double scale, LoadShape recorded) implements ShapeSpec {

        public static final double FACTOR_MAX = 100_000;

        public Curve {
            Objects.requireNonNull(file, "file is null");
            Objects.requireNonNull(recorded, "recorded is null");
            if (!(speed > 0 && speed <= FACTOR_MAX && scale > 0 && scale <= FACTOR_MAX)) {
                throw new IllegalArgumentException("speed %s, scale %s".formatted(speed, scale));
            }
        }

        @Override
        public LoadShape toShape() {
            return recorded.scaled(scale / 100, speed);
        }

        @Override
        public String words() {
            return "the curve of %s at %s times its speed and %s of its rates"
                    .formatted(file.getFileName(), Quantities.plain(speed), Quantities.formatPercent(scale));
        }
    }

    private static String rate(int perSecond) {
        return Quantities.formatRate(perSecond);
    }

    private static void requireRates(int... rates) {
        boolean any = false;
        for (int rate : rates) {
            if (rate < 0 || rate > WorkloadSpec.RATE_MAX) {
                throw new IllegalArgumentException("a rate of %d/s".formatted(rate));
            }
            any |= rate > 0;
        }
        if (!any) {
            throw new IllegalArgumentException("a load whose rate is always 0");
        }
    }

    private static void requireTime(Duration time) {
        if (time.compareTo(TIME_MIN) < 0 || time.compareTo(TIME_MAX) > 0) {
            throw new IllegalArgumentException("a time of %s".formatted(time));
        }
    }
}
