package dev.shardproof.scenarios.calibration;

import dev.shardproof.loadgen.driver.punctuality.Punctuality;
import dev.shardproof.loadgen.driver.punctuality.PunctualityFile;
import dev.shardproof.scenarios.doctor.Machine;
import dev.shardproof.scenarios.latency.LatencyEvidence;
import dev.shardproof.scenarios.latency.Stretch;
import dev.shardproof.scenarios.spec.Expectation;
import dev.shardproof.scenarios.spec.GuardsSpec;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.scenarios.wiring.LoadProcess;
import dev.shardproof.scenarios.wiring.Translation;
import dev.shardproof.scenarios.wiring.cluster.DeadRuns;
import dev.shardproof.scenarios.wiring.cluster.LiveCluster;
import dev.shardproof.scenarios.wiring.cluster.LiveShards;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.verifier.history.HistoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Compares a scenario's load with itself ("A/A"): its servers, its data and its load, but no migration and no fault. Each
 * comparison has the scenario's phases baseline and after; whatever differs between them is noise.
 */
public final class SelfComparison {

    /** Pools fill and code gets compiled before anything counts; the same as in a run. */
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    /** Between two phases: as long as the shortest migration. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Duration LOAD_START = Duration.ofSeconds(45);
    private static final Duration LOAD_STOP = Duration.ofSeconds(60);

    private final Scenario scenario;
    private final Machine machine;
    private final InstantSource clock;
    private final String path;
    private final Consumer<String> progress;

    /**
     * @param scenario whose load it is
     * @param machine this machine
     * @param clock the wall clock
     * @param path where programs are looked for, as in the environment variable PATH
     * @param progress is told what happens
     */
    public SelfComparison(
            Scenario scenario, Machine machine, InstantSource clock, String path, Consumer<String> progress) {
        this.scenario = withoutDisturbance(scenario);
        this.machine = Objects.requireNonNull(machine, "machine is null");
        this.clock = Objects.requireNonNull(clock, "clock is null");
        this.path = Objects.requireNonNull(path, "path is null");
        this.progress = Objects.requireNonNull(progress, "progress is null");
    }

    /**
     * What one start of the servers has shown.
     *
     * @param fingerprint of machine, data and load
     * @param comparisons of the load with itself, in their order
     * @param driverKeptUp whether it was the load that was asked for; else what differs may be the load driver's doing
     */
    public record Series(Fingerprint fingerprint, List<LatencyEvidence> comparisons, boolean driverKeptUp) {
        public Series {
            comparisons = List.copyOf(comparisons);
        }
    }

    private static Scenario withoutDisturbance(Scenario scenario) {
        return new Scenario(
                scenario.name(),
                scenario.description(),
                scenario.seed(),
                scenario.cluster(),
                scenario.data(),
                scenario.reshard(),
                scenario.workload(),
                scenario.phases(),
                List.of(),
                GuardsSpec.NONE,
                scenario.checks(),
                Expectation.pass());
    }

    /**
     * Starts the servers and the load, compares some times, and ends everything.
     *
     * @param count how many comparisons
     * @param seed of data and load
     * @throws IOException if something can not be started, stopped or read; nothing is left running
     */
    public Series run(int count, long seed) throws IOException, InterruptedException {
        Scenario seeded = scenario.withSeed(seed);
        try (RunRegistry registry = RunRegistry.open(StateFolder.ofCurrentUser())) {
            DeadRuns.cleanUp(registry).forEach(progress);
            LiveCluster.reapDead(seeded.cluster().provider()).forEach(run -> progress.accept(DeadRuns.message(run)));
            progress.accept("Starting %d PostgreSQL servers (%s)"
                    .formatted(
                            seeded.shards().size(), seeded.cluster().provider().label()));
            try (LiveCluster live = LiveCluster.start(seeded, seeded.reshard().plan(seeded.cluster()), registry, path);
                    LiveShards shards = new LiveShards(live.cluster(), live.proxies(), registry.runId())) {
                LoadedData data = Translation.dataset(seeded)
                        .load(live.cluster(), seeded.cluster().topology());
                shards.installRouting(seeded.cluster().topology());
                Path folder = Files.createDirectories(registry.runFolder().resolve("calibration"));
                List<Stretch> stretches = load(seeded, data, shards, folder, registry, count);
                Fingerprint fingerprint = Fingerprint.of(machine, seeded, live.databaseDescription(), data.totalRows());
                return new Series(
                        fingerprint,
                        evidence(folder.resolve(LoadProcess.HISTORY), stretches),
                        driverKeptUp(seeded, folder.resolve(LoadProcess.PUNCTUALITY), stretches.get(0)));
            }
        }
    }

    /** Two stretches for each comparison. */
    private List<Stretch> load(
            Scenario seeded, LoadedData data, LiveShards shards, Path folder, RunRegistry registry, int count)
            throws IOException, InterruptedException {
        List<Stretch> stretches = new ArrayList<>();
        try (LoadProcess load = LoadProcess.start(seeded, data, shards, folder, registry, clock)) {
            load.awaitStarted(LOAD_START);
            pass(WARM_UP);
            for (int i = 0; i < count; i++) {
                progress.accept("Comparison %d of %d".formatted(i + 1, count));
                stretches.add(measure(seeded.phases().baseline()));
                pass(PAUSE);
                stretches.add(measure(seeded.phases().after()));
            }
            load.stopAndWait(LOAD_STOP);
        } catch (TimeoutException e) {
            throw new IOException(
                    "the load did not start or end in time, see load.log in %s: %s".formatted(folder, e.getMessage()),
                    e);
        }
        return stretches;
    }

    private Stretch measure(Duration length) throws InterruptedException {
        Instant start = clock.instant();
        pass(length);
        return new Stretch(start, clock.instant());
    }

    private static boolean driverKeptUp(Scenario seeded, Path file, Stretch first) throws IOException {
        if (seeded.workload().profile() == WorkloadSpec.Profile.SIMULATION) {
            return true; // of which nobody knows
        }
        List<Punctuality> seconds = PunctualityFile.read(file).stream()
                .filter(second -> second.startMicros() >= first.startMicros())
                .toList();
        return !seconds.isEmpty() && Punctuality.sum(seconds).keptUp();
    }

    private static List<LatencyEvidence> evidence(Path history, List<Stretch> stretches) throws IOException {
        List<LatencyEvidence> all = new ArrayList<>();
        for (int i = 0; i < stretches.size(); i += 2) {
            all.add(new LatencyEvidence(stretches.get(i), stretches.get(i + 1)));
        }
        if (!Files.exists(history)) {
            throw new IOException("the load has left no history; 'shardproof run' of the same scenario keeps its log");
        }
        new HistoryReader(history).read(operation -> all.forEach(one -> one.add(operation)));
        return all;
    }

    /** Lets time pass; waiting is the feature. */
    private static void pass(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
