package dev.shardproof.loadgen.driver;

import dev.shardproof.loadgen.shape.LoadShape;
import java.time.Duration;
import java.util.Objects;

/** Who decides when an operation begins. */
public sealed interface LoadModel {

    /** The most users of a closed model, and threads of an open one. */
    int THREADS_MAX = 10_000;

    /** How many operations can be under way at the same time. */
    int threads();

    /**
     * Operations arrive by the clock, whether or not earlier ones have ended. Latency counts from the time at which one
     * was due.
     *
     * @param shape how many, when
     * @param threads how many can be under way at the same time; further ones wait, which is part of their latency
     */
    record Open(LoadShape shape, int threads) implements LoadModel {
        public Open {
            Objects.requireNonNull(shape, "shape is null");
            requireThreads(threads);
        }
    }

    /**
     * Users do one operation after the other. A slow target gets fewer of them and nobody counts those that were not
     * begun: latency counts from the invocation and can not be compared with that of an open model.
     *
     * @param users how many, from the beginning to the end
     * @param thinkTime what each of them waits after an operation; at the beginning they spread out over one
     */
    record Closed(int users, Duration thinkTime) implements LoadModel {
        public Closed {
            requireThreads(users);
            if (thinkTime.isNegative()) {
                throw new IllegalArgumentException("think time %s is negative".formatted(thinkTime));
            }
        }

        @Override
        public int threads() {
            return users;
        }
    }

    private static void requireThreads(int threads) {
        if (threads < 1 || threads > THREADS_MAX) {
            throw new IllegalArgumentException(
                    "%d threads: there must be between 1 and %d".formatted(threads, THREADS_MAX));
        }
    }
}
