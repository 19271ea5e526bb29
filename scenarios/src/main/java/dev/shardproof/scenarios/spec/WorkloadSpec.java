package dev.shardproof.scenarios.spec;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What the applications do, in an open model: requests arrive at the rate whether or not earlier ones are answered.
 *
 * @param profile which requests
 * @param ratePerSecond arrivals per second
 * @param readShare the share of reads from 0 to 1, for {@link Profile#CHECKOUT} only
 * @param keys how shard keys are chosen
 * @param instances of the application
 * @param threads requests that may run at the same time
 * @param timeout of one attempt
 * @param retries further attempts after a failed one
 * @param statements the requests of {@link Profile#USER}, empty otherwise
 * @param application how the instances treat the shards
 */
public record WorkloadSpec(
        Profile profile,
        int ratePerSecond,
        OptionalDouble readShare,
        KeyChoice keys,
        int instances,
        int threads,
        Duration timeout,
        int retries,
        List<Statement> statements,
        ApplicationSpec application) {

    public static final int RATE_MAX = 100_000;
    public static final int INSTANCES_MAX = 64;
    public static final int THREADS_MAX = 1024;
    public static final int RETRIES_MAX = 20;
    public static final Duration TIMEOUT_MIN = Duration.ofMillis(10);
    public static final Duration TIMEOUT_MAX = Duration.ofMinutes(5);

    public WorkloadSpec {
        Objects.requireNonNull(profile, "profile is null");
        Objects.requireNonNull(readShare, "readShare is null");
        Objects.requireNonNull(keys, "keys is null");
        Objects.requireNonNull(application, "application is null");
        statements = List.copyOf(statements);
        requireWithin("ratePerSecond", ratePerSecond, 1, RATE_MAX);
        requireWithin("instances", instances, 1, INSTANCES_MAX);
        requireWithin("threads", threads, 1, THREADS_MAX);
        requireWithin("retries", retries, 0, RETRIES_MAX);
        if (retries != application.retry().retries()) {
            throw new IllegalArgumentException("%d retries, but the application makes %d"
                    .formatted(retries, application.retry().retries()));
        }
        if (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("timeout %s is out of bounds".formatted(timeout));
        }
        if (readShare.isPresent() != (profile == Profile.CHECKOUT)
                || statements.isEmpty() != (profile == Profile.CHECKOUT)) {
            throw new IllegalArgumentException("a read share belongs to checkout, statements belong to user");
        }
        if (readShare.isPresent() && !(readShare.getAsDouble() >= 0 && readShare.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("readShare must be from 0 to 1");
        }
    }

    /** With an application that is as usual. */
    public WorkloadSpec(
            Profile profile,
            int ratePerSecond,
            OptionalDouble readShare,
            KeyChoice keys,
            int instances,
            int threads,
            Duration timeout,
            int retries,
            List<Statement> statements) {
        this(
                profile,
                ratePerSecond,
                readShare,
                keys,
                instances,
                threads,
                timeout,
                retries,
                statements,
                ApplicationSpec.ofDefaults(instances, threads, timeout, retries));
    }

    private static void requireWithin(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("%s must be from %d to %d, found %d".formatted(name, min, max, value));
        }
    }

    /** Which requests are made. */
    public enum Profile implements Labelled {
        /** Reads and purchases on the orders data set. */
        CHECKOUT("checkout"),
        /** The user's own statements. */
        USER("user");

        private final String label;

        Profile(String label) {
            this.label = label;
        }

        @Override
        public String label() {
            return label;
        }
    }

    /** How shard keys are chosen among those that exist. */
    public sealed interface KeyChoice {}

    /** Every key is as likely as any other. */
    public record Uniform() implements KeyChoice {}

    /**
     * A few keys are hot: the k-th most popular key is chosen in proportion to k<sup>-exponent</sup>.
     *
     * @param exponent above 0, at most {@value #EXPONENT_MAX}
     */
    public record Zipf(double exponent) implements KeyChoice {

        public static final double EXPONENT_MAX = 3;

        public Zipf {
            if (!(exponent > 0 && exponent <= EXPONENT_MAX)) {
                throw new IllegalArgumentException("the Zipf exponent must be above 0 and at most " + EXPONENT_MAX);
            }
        }
    }

    /**
     * One kind of request.
     *
     * @param sql a single SQL statement with the named parameter {@code :key} wherever the shard key belongs
     * @param weight how often it is chosen compared with the others
     */
    public record Statement(String sql, int weight) {

        public static final int WEIGHT_MAX = 1000;

        /** {@code :key} as a parameter of its own: neither the cast {@code ::key} nor the start of {@code :keys}. */
        private static final Pattern KEY = Pattern.compile("(?<![:\\w]):key(?!\\w)");

        private static final Pattern READ = Pattern.compile("(?is)\\s*select\\b.*");

        public Statement {
            if (!namesTheKey(sql)) {
                throw new IllegalArgumentException("the statement has no :key parameter");
            }
            requireWithin("weight", weight, 1, WEIGHT_MAX);
        }

        /** Whether the text has a {@code :key} parameter. */
        public static boolean namesTheKey(String sql) {
            return KEY.matcher(sql).find();
        }

        /** Whether the statement starts with SELECT; everything else counts as a write. */
        public boolean isRead() {
            return READ.matcher(sql).matches();
        }
    }
}
