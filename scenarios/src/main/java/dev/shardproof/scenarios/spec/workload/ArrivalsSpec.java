package dev.shardproof.scenarios.spec.workload;

import dev.shardproof.loadgen.shape.LoadShape;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Who decides when a request begins. */
public sealed interface ArrivalsSpec {

    /** The rate over time of an open model; empty if there is none. */
    Optional<LoadShape> shape();

    /** How many requests a second to expect, roughly; 0 if nobody can tell. */
    double typicalRate();

    /** In one line, for people. */
    String words();

    /** The same rate all the time. */
    record Rate(int perSecond) implements ArrivalsSpec {
        public Rate {
            if (perSecond < 1 || perSecond > WorkloadSpec.RATE_MAX) {
                throw new IllegalArgumentException("a rate of %d/s".formatted(perSecond));
            }
        }

        @Override
        public Optional<LoadShape> shape() {
            return Optional.of(LoadShape.constant(perSecond));
        }

        @Override
        public double typicalRate() {
            return perSecond;
        }

        @Override
        public String words() {
            return Quantities.formatRate(perSecond);
        }
    }

    /** A rate that changes. */
    record Shaped(ShapeSpec spec) implements ArrivalsSpec {
        public Shaped {
            Objects.requireNonNull(spec, "spec is null");
        }

        @Override
        public Optional<LoadShape> shape() {
            return Optional.of(spec.toShape());
        }

        /** The mean over the time in which the rate changes. */
        @Override
        public double typicalRate() {
            LoadShape shape = spec.toShape();
            double operations = 0;
            double seconds = 0;
            for (LoadShape.Piece piece : shape.pieces()) {
                operations += (piece.from() + piece.to()) / 2 * piece.micros() / 1e6;
                seconds += piece.micros() / 1e6;
            }
            return operations / seconds;
        }

        @Override
        public String words() {
            return spec.words();
        }
    }

    /**
     * A closed model: users who do one request after the other, so that a slow target gets fewer of them.
     *
     * @param users how many
     * @param thinkTime what each of them waits between two requests
     */
    record Closed(int users, Duration thinkTime) implements ArrivalsSpec {

        public static final Duration THINK_TIME_MAX = Duration.ofHours(1);

        /** For the sake of a figure: what a request may take when nothing is wrong. */
        private static final double REQUEST_SECONDS = 0.005;

        public Closed {
            if (users < 1 || users > WorkloadSpec.THREADS_MAX) {
                throw new IllegalArgumentException("%d users".formatted(users));
            }
            if (thinkTime.isNegative() || thinkTime.compareTo(THINK_TIME_MAX) > 0) {
                throw new IllegalArgumentException("a think time of %s".formatted(thinkTime));
            }
        }

        @Override
        public Optional<LoadShape> shape() {
            return Optional.empty();
        }

        @Override
        public double typicalRate() {
            return users / (thinkTime.toNanos() / 1e9 + REQUEST_SECONDS);
        }

        @Override
        public String words() {
            return "a closed model of %d users with a think time of %s"
                    .formatted(users, Quantities.formatDuration(thinkTime));
        }
    }

    /**
     * What a Gatling simulation of the user's own says.
     *
     * @param className a class on the class path
     */
    record Simulation(String className) implements ArrivalsSpec {
        public Simulation {
            if (!className.matches(CLASS_NAME)) {
                throw new IllegalArgumentException("'%s' is no name of a class".formatted(className));
            }
        }

        /** A class with its package. */
        public static final String CLASS_NAME = "[A-Za-z_$][\\w$]{0,99}(\\.[A-Za-z_$][\\w$]{0,99}){0,20}";

        @Override
        public Optional<LoadShape> shape() {
            return Optional.empty();
        }

        @Override
        public double typicalRate() {
            return 0;
        }

        @Override
        public String words() {
            return "the simulation " + className;
        }
    }
}
