package dev.shardproof.loadgen.gatling;

import dev.shardproof.loadgen.driver.KeyPseudonym;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Evidence;
import dev.shardproof.verifier.history.HistoryWriter;
import dev.shardproof.verifier.history.Outcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The run that a simulation of the user's own takes part in: where the shards are, and whom to tell what became of each
 * operation. A simulation gets it by {@link #current()}; to use it is up to the simulation. Operations that it reports go
 * into the run's history, from which load and latency are judged; what it does not report, nobody judges.
 *
 * <p>Thread-safe.
 */
public final class SimulationRun {

    private static final AtomicReference<SimulationRun> CURRENT = new AtomicReference<>();

    private final Map<String, String> shardUrls;
    private final String user;
    private final long seed;
    private final HistoryWriter history;
    private final KeyPseudonym pseudonym;
    private final LongSupplier epochMicros;
    private final Set<Reported> underWay = ConcurrentHashMap.newKeySet();

    /**
     * @param shardUrls the JDBC URL of each shard by its name, by way of its wire proxy
     * @param user the role to log in as; the driver finds its password by itself
     * @param seed of the run
     * @param history gets what is reported; stays open
     * @param pseudonym stands for keys in the history
     * @param epochMicros microseconds since the epoch; must not go back
     */
    public SimulationRun(
            Map<String, String> shardUrls,
            String user,
            long seed,
            HistoryWriter history,
            KeyPseudonym pseudonym,
            LongSupplier epochMicros) {
        this.shardUrls = Collections.unmodifiableMap(new LinkedHashMap<>(shardUrls));
        this.user = Objects.requireNonNull(user, "user is null");
        this.seed = seed;
        this.history = Objects.requireNonNull(history, "history is null");
        this.pseudonym = Objects.requireNonNull(pseudonym, "pseudonym is null");
        this.epochMicros = Objects.requireNonNull(epochMicros, "epochMicros is null");
    }

    /**
     * The run that goes on in this JVM.
     *
     * @throws IllegalStateException if there is none: the simulation was not started by Shardproof
     */
    public static SimulationRun current() {
        SimulationRun run = CURRENT.get();
        if (run == null) {
            throw new IllegalStateException("no run of Shardproof goes on in this JVM: start the simulation by a"
                    + " scenario with workload: {simulation: …}");
        }
        return run;
    }

    /** The JDBC URL of each shard by its name, in the order of the scenario. */
    public Map<String, String> shardUrls() {
        return shardUrls;
    }

    /** The role to log in as. Its password, if it has one, is where PostgreSQL's JDBC driver finds it by itself. */
    public String user() {
        return user;
    }

    /** The run's seed, for a simulation that wants to be repeatable. */
    public long seed() {
        return seed;
    }

    /**
     * Begins an operation, from whose beginning its latency counts.
     *
     * @param name what kind it is, e.g. {@code readOrder}
     * @param write whether it is meant to change data
     * @param key its shard key; only a keyed hash of it is written down
     */
    public Reported begin(String name, boolean write, Object key) {
        Reported operation = new Reported(name, write, pseudonym.of(key), epochMicros.getAsLong());
        underWay.add(operation);
        return operation;
    }

    void enter() {
        if (!CURRENT.compareAndSet(null, this)) {
            throw new IllegalStateException("another load is running in this JVM");
        }
    }

    /** What is still under way now has no known outcome. */
    void leave() {
        CURRENT.set(null);
        underWay.forEach(operation -> operation.end(Outcome.INDETERMINATE, "", "unfinished"));
    }

    /** One operation of a simulation; exactly one of its methods is to be called, once. Further calls do nothing. */
    public final class Reported {
        private final String name;
        private final boolean write;
        private final long key;
        private final long beganMicros;

        private Reported(String name, boolean write, long key, long beganMicros) {
            this.name = Objects.requireNonNull(name, "name is null");
            this.write = write;
            this.key = key;
            this.beganMicros = beganMicros;
        }

        /** It succeeded on that shard. */
        public void acknowledged(String shard) {
            end(Outcome.ACKNOWLEDGED, shard, "");
        }

        /**
         * It certainly had no effect.
         *
         * @param error a short code, e.g. an SQLSTATE; never a row's data
         */
        public void rejected(String shard, String error) {
            end(Outcome.REJECTED, shard, error);
        }

        /** It may or may not have had an effect, e.g. since it timed out. */
        public void indeterminate(String shard, String error) {
            end(Outcome.INDETERMINATE, shard, error);
        }

        private void end(Outcome outcome, String shard, String error) {
            if (underWay.remove(this)) {
                history.append(new ClientOperation(
                        name,
                        write,
                        beganMicros,
                        beganMicros,
                        epochMicros.getAsLong(),
                        shard,
                        0,
                        outcome,
                        1,
                        error,
                        0,
                        key,
                        Evidence.NONE));
            }
        }
    }
}
