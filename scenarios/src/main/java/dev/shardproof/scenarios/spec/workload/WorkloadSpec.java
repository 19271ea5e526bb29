package dev.shardproof.scenarios.spec.workload;

import dev.shardproof.scenarios.spec.cluster.DataSpec;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the applications do.
 *
 * @param profile which requests
 * @param arrivals when requests begin
 * @param readShare the share of reads from 0 to 1; empty for {@link Profile#USER}, whose statements decide
 * @param keys how shard keys are chosen
 * @param instances of the application
 * @param threads requests that may run at the same time, in a closed model the users
 * @param timeout of one attempt
 * @param retries further attempts after a failed one
 * @param statements the requests of {@link Profile#USER}, empty otherwise
 * @param application how the instances treat the shards
 * @param clients who sends them
 */
public record WorkloadSpec(
        Profile profile,
        ArrivalsSpec arrivals,
        OptionalDouble readShare,
        KeyChoice keys,
        int instances,
        int threads,
        Duration timeout,
        int retries,
        List<Statement> statements,
        ApplicationSpec application,
        ClientsSpec clients) {

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
        Objects.requireNonNull(clients, "clients is null");
        statements = List.copyOf(statements);
        if ((arrivals instanceof ArrivalsSpec.Simulation) != (profile == Profile.SIMULATION)) {
            throw new IllegalArgumentException("a simulation is a profile of its own");
        }
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
        if (readShare.isPresent() == profile.isOwn() || statements.isEmpty() == (profile == Profile.USER)) {
            throw new IllegalArgumentException("statements belong to user, a read share to built-in profiles");
        }
        if (readShare.isPresent() && !(readShare.getAsDouble() >= 0 && readShare.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("readShare must be from 0 to 1");
        }
    }

    /** With an application that is as usual. */
    public WorkloadSpec(
            Profile profile,
            ArrivalsSpec arrivals,
            OptionalDouble readShare,
            KeyChoice keys,
            int instances,
            int threads,
            Duration timeout,
            int retries,
            List<Statement> statements,
            ClientsSpec clients) {
        this(
                profile,
                arrivals,
                readShare,
                keys,
                instances,
                threads,
                timeout,
                retries,
                statements,
                ApplicationSpec.ofDefaults(instances, threads, timeout, retries),
                clients);
    }

    private static void requireWithin(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("%s must be from %d to %d, found %d".formatted(name, min, max, value));
        }
    }

    /** Which requests are made. */
    public enum Profile {
        /** Reads and purchases on the orders data set. */
        CHECKOUT("checkout", DataSpec.Dataset.ORDERS),
        /** Transfers and audits: money is conserved. */
        BANK("bank", DataSpec.Dataset.BANK),
        /** Versioned writes, reads and deletes of single rows. */
        REGISTER("register", DataSpec.Dataset.REGISTER),
        /** Appends to lists and reads of them. */
        APPEND("append", DataSpec.Dataset.APPEND),
        /** Posts, range scans and counts over every shard. */
        TIMELINE("timeline", DataSpec.Dataset.TIMELINE),
        /** The user's own statements. */
        USER("user"),
        /** A Gatling simulation of the user's own, which decides everything itself. */
        SIMULATION("simulation");

        private final String label;
        private final Optional<DataSpec.Dataset> dataset;

        Profile(String label) {
            this.label = label;
            this.dataset = Optional.empty();
        }

        Profile(String label, DataSpec.Dataset dataset) {
            this.label = label;
            this.dataset = Optional.of(dataset);
        }

        /** The data set that it runs on; empty if it runs on any. */
        public Optional<DataSpec.Dataset> dataset() {
            return dataset;
        }

        /** Whether it can do its work on that data. */
        public boolean fits(DataSpec data) {
            return dataset.isEmpty() || data instanceof DataSpec.BuiltIn builtIn && builtIn.dataset() == dataset.get();
        }

        /** Whether its history says what its operations meant and saw, so that it can be judged. */
        public boolean bringsHistory() {
            return !isOwn();
        }

        /** Whether what it sends is the user's own. */
        public boolean isOwn() {
            return this == USER || this == SIMULATION;
        }

        /** Those that a scenario names as its {@code profile}. */
        public static List<Profile> named() {
            return Stream.of(values()).filter(profile -> profile != SIMULATION).toList();
        }

        /** The name in scenario files, command lines and reports. */
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
     * Most choices fall on a few keys, and on others after a while.
     *
     * @param share of the choices that fall on the hot keys, above 0 to 1
     * @param of which share of the keys is hot, above 0 to 1
     * @param moveEvery how long the same keys are hot
     */
    public record HotSet(double share, double of, Duration moveEvery) implements KeyChoice {

        public static final Duration MOVE_MIN = Duration.ofMillis(100);
        public static final Duration MOVE_MAX = Duration.ofHours(24);

        public HotSet {
            if (!(share > 0 && share <= 1 && of > 0 && of <= 1)) {
                throw new IllegalArgumentException("share and of must be above 0 and at most 1");
            }
            if (moveEvery.compareTo(MOVE_MIN) < 0 || moveEvery.compareTo(MOVE_MAX) > 0) {
                throw new IllegalArgumentException("moveEvery %s is out of bounds".formatted(moveEvery));
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
