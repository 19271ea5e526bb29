package dev.shardproof.scenarios.wiring;

import dev.shardproof.loadgen.driver.EpochMicros;
import dev.shardproof.loadgen.driver.LoadModel;
import dev.shardproof.loadgen.shape.LoadShape;
import dev.shardproof.scenarios.spec.workload.ApplicationSpec;
import dev.shardproof.scenarios.spec.workload.ArrivalsSpec;
import dev.shardproof.simulator.topology.KeyType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the load process is to do, as the harness writes it into a file for it. No password stands in it: the process
 * finds that in a password file, see {@code passwordFile}.
 *
 * @param shards every shard that a topology may name, by way of its wire proxy
 * @param routingUrl the JDBC URL of the routing authority's database
 * @param user the login role
 * @param passwordFile a libpq password file
 * @param keyType the type of the shard keys
 * @param requests what to send
 * @param instances of the application
 * @param threads operations under way at the same time, of all instances together
 * @param timeoutMillis of one attempt
 * @param application how the instances treat the shards
 * @param seed of the operations
 * @param maxSeconds when the load ends if nobody stops it
 * @param historyFile where the history goes
 * @param punctualityFile where is written how well the driver keeps its schedule
 * @param activityFile where the instances' metrics go
 * @param reportFolder where Gatling's report goes
 * @param clock what time it was
 */
record LoadPlan(
        List<Shard> shards,
        String routingUrl,
        String user,
        Optional<String> passwordFile,
        KeyType keyType,
        Requests requests,
        int instances,
        int threads,
        long timeoutMillis,
        ApplicationSpec application,
        long seed,
        long maxSeconds,
        String historyFile,
        String punctualityFile,
        String activityFile,
        String reportFolder,
        Clock clock) {

    /** The harness waits a minute for the end of the load, and this is not all that has to be done until then. */
    private static final Duration DRAIN_MAX = Duration.ofSeconds(45);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * What time it was when the plan was made, by the harness's clock and by the machine's monotonic one. All processes of a
     * machine share the latter, so that histories and phases can be compared even if the wall clock is set between the two.
     */
    record Clock(long epochMicros, long nanoTime) {

        /** A process begins within seconds; if it seems otherwise, its monotonic clock is another one. */
        private static final Duration START_MAX = Duration.ofMinutes(10);

        static Clock of(InstantSource clock, LongSupplier nanoTime) {
            return new Clock(ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()), nanoTime.getAsLong());
        }

        /**
         * The harness's time in another process.
         *
         * @param wall that process's wall clock, for a JVM whose monotonic clock is its own
         * @param nanoTime its monotonic clock
         */
        EpochMicros here(InstantSource wall, LongSupplier nanoTime) {
            long since = nanoTime.getAsLong() - this.nanoTime;
            return since >= 0 && since < START_MAX.toNanos()
                    ? new EpochMicros(epochMicros, this.nanoTime, nanoTime)
                    : new EpochMicros(wall, nanoTime);
        }
    }

    /**
     * One shard.
     *
     * @param name its name
     * @param url its JDBC URL
     */
    record Shard(String name, String url) {}

    /**
     * Which requests.
     *
     * @param arrivals when they begin
     * @param zipf the skew of the keys; empty for uniform, or a hot set
     * @param keys how many shard keys, or pairs of them, there are to choose from
     * @param readShare for the built-in profiles
     * @param statements the user's own; empty for the built-in profiles
     * @param keysFile for the user's own: one shard key a line, see {@link #readKeys}
     * @param profile what else the profile needs
     */
    record Requests(
            Arrivals arrivals,
            OptionalDouble zipf,
            int keys,
            double readShare,
            List<Statement> statements,
            Optional<String> keysFile,
            ProfilePlan profile) {}

    /**
     * When requests begin: exactly one of the three.
     *
     * @param shape the rate over time of an open model
     * @param thinkMillis between two requests of a user of the closed model, of whom there are as many as threads
     * @param simulation the class of the user's own simulation
     */
    record Arrivals(Optional<LoadShape> shape, OptionalLong thinkMillis, Optional<String> simulation) {

        static Arrivals of(ArrivalsSpec spec) {
            return new Arrivals(
                    spec.shape(),
                    spec instanceof ArrivalsSpec.Closed closed
                            ? OptionalLong.of(closed.thinkTime().toMillis())
                            : OptionalLong.empty(),
                    spec instanceof ArrivalsSpec.Simulation simulation
                            ? Optional.of(simulation.className())
                            : Optional.empty());
        }

        LoadModel model(int threads) {
            return shape.isPresent()
                    ? new LoadModel.Open(shape.get(), threads)
                    : new LoadModel.Closed(threads, Duration.ofMillis(thinkMillis.orElseThrow()));
        }
    }

    /**
     * One kind of request.
     *
     * @param name its name in reports
     * @param sql with {@code :key}
     * @param weight relative to the others
     */
    record Statement(String name, String sql, int weight) {}

    /**
     * How long what is under way may take when the load ends: two attempts, and the thinking of those who hold their
     * transactions open; else the end of the load would make them look as if they had failed.
     */
    Duration drainTimeout() {
        long held = requests.profile().held().map(ProfilePlan.Held::millis).orElse(0L);
        Duration wanted = Duration.ofMillis(2 * timeoutMillis + held);
        return wanted.compareTo(DRAIN_MAX) < 0 ? wanted : DRAIN_MAX;
    }

    void write(Path file) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
    }

    static LoadPlan read(Path file) throws IOException {
        return JSON.readValue(Files.readString(file), LoadPlan.class);
    }

    /** Writes keys as JSON strings, one a line, for a text key may hold anything. */
    static void writeKeys(Path file, List<Object> keys) throws IOException {
        Files.write(
                file,
                keys.stream()
                        .map(key -> JSON.writeValueAsString(key.toString()))
                        .toList());
    }

    static List<Object> readKeys(Path file, KeyType type) {
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> type.parse(JSON.readValue(line, String.class)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the shard keys in %s can not be read".formatted(file), e);
        }
    }
}
