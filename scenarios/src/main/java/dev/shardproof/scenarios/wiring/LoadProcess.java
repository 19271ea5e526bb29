package dev.shardproof.scenarios.wiring;

import dev.shardproof.loadgen.process.LoadDriverCommand;
import dev.shardproof.loadgen.process.LoadDriverProcess;
import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.scenarios.wiring.cluster.LiveShards;
import dev.shardproof.simulator.client.ShardPools;
import dev.shardproof.simulator.cluster.Login;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.dataset.LoadedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The load of a run in its own JVM, from the scenario's words to a running process. Closing it kills what is left.
 */
public final class LoadProcess implements AutoCloseable {

    /** The history's name in the run bundle. */
    public static final String HISTORY = "history/operations.history";

    /** The name of what the load driver says about its own punctuality in the run bundle. */
    public static final String PUNCTUALITY = "history/driver.tsv";

    /** The name of the instances' metrics in the run bundle. */
    private static final String ACTIVITY = "history/activity.tsv";

    private static final int HEAP_MEGABYTES = 512;
    private static final long MAX_SECONDS = Duration.ofHours(12).toSeconds();
    private static final Duration STACKS = Duration.ofSeconds(1);
    private static final int OPERATION_NAME_MAX = 60;

    private final LoadDriverProcess process;
    private final Path history;

    private final Path punctuality;
    private final Path activity;
    private final long connections;

    private LoadProcess(LoadDriverProcess process, LoadPlan plan) {
        this.process = process;
        this.history = Path.of(plan.historyFile());
        this.punctuality = Path.of(plan.punctualityFile());
        this.activity = Path.of(plan.activityFile());
        this.connections = (long) plan.instances()
                * plan.shards().size()
                * ShardPools.idleConnections(plan.application().poolSize());
    }

    /**
     * Starts the load and returns at once.
     *
     * @param scenario says which load
     * @param data says for which keys
     * @param shards where to
     * @param bundle gets history, Gatling's report and the process's log
     * @param registry ends the process if this JVM dies
     * @param clock what the history goes by, like all else that it is compared with
     */
    public static LoadProcess start(
            Scenario scenario,
            LoadedData data,
            LiveShards shards,
            Path bundle,
            RunRegistry registry,
            InstantSource clock)
            throws IOException {
        // Not in the bundle: keys are the user's data, and addresses mean nothing later.
        Path folder = Files.createDirectories(registry.runFolder().resolve("load"));
        Files.createDirectories(bundle.resolve(HISTORY).getParent());
        Path planFile = folder.resolve("load-plan.json");
        LoadPlan plan = plan(scenario, data, shards, bundle, folder, clock);
        plan.write(planFile);
        LoadDriverProcess process = LoadDriverProcess.start(
                LoadDriverCommand.likeThisJvm(
                        LoadMain.class.getName(), planFile, HEAP_MEGABYTES, bundle.resolve("load.log")),
                System::nanoTime);
        ProcessHandle.of(process.pid()).ifPresent(handle -> registry.registerProcess(handle, "load process"));
        return new LoadProcess(process, plan);
    }

    /** Where the history grows. */
    public Path history() {
        return history;
    }

    /** Where is written how well the driver keeps its schedule. */
    public Path punctuality() {
        return punctuality;
    }

    /** Where the instances' metrics grow; see {@link dev.shardproof.scenarios.application.ActivityFile}. */
    public Path activity() {
        return activity;
    }

    /** How many connections all instances together keep open at the least. */
    long connections() {
        return connections;
    }

    /** Whether the process runs. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Has the process carry out a command; see {@link LoadDriverProcess#command}. */
    void command(List<String> words, Duration timeout) throws IOException, InterruptedException, TimeoutException {
        process.command(words, timeout);
    }

    /** Waits until the first operation is acknowledged. */
    public void awaitStarted(Duration timeout) throws IOException, InterruptedException, TimeoutException {
        process.awaitStarted(timeout);
    }

    /** Ends the load and waits until history and Gatling's report are complete. */
    public void stopAndWait(Duration timeout) throws IOException, InterruptedException, TimeoutException {
        try {
            process.stopAndWait(timeout);
        } catch (TimeoutException e) {
            printThreads();
            throw e;
        }
    }

    /** A JVM answers SIGQUIT with its threads' stacks, which then stand in load.log: the only evidence of a hang. */
    private void printThreads() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid()))
                .start()
                .waitFor(STACKS.toMillis(), TimeUnit.MILLISECONDS);
        TimeUnit.NANOSECONDS.sleep(STACKS.toNanos()); // it prints after the signal's sender has gone
    }

    @Override
    public void close() {
        process.close();
    }

    private static LoadPlan plan(
            Scenario scenario, LoadedData data, LiveShards shards, Path bundle, Path folder, InstantSource clock)
            throws IOException {
        WorkloadSpec workload = scenario.workload();
        Login login = shards.first().login();
        return new LoadPlan(
                shards.ids().stream()
                        .map(shard -> new LoadPlan.Shard(shard.name(), shards.urlOf(shard)))
                        .toList(),
                shards.routingUrl(),
                login.user(),
                passwordFile(shards, folder),
                data.root().shardKey().orElseThrow().type(),
                requests(scenario, data, folder),
                workload.instances(),
                workload.threads(),
                workload.timeout().toMillis(),
                workload.application(),
                scenario.seed(),
                MAX_SECONDS,
                bundle.resolve(HISTORY).toString(),
                bundle.resolve(PUNCTUALITY).toString(),
                bundle.resolve(ACTIVITY).toString(),
                bundle.resolve("gatling").toString(),
                LoadPlan.Clock.of(clock, System::nanoTime));
    }

    /** A file of our own: the login's is where the servers find it, which need not be on this machine. */
    private static Optional<String> passwordFile(LiveShards shards, Path folder) throws IOException {
        String lines = shards.passwordFile();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Path file = Files.createFile(
                folder.resolve("pgpass"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, lines);
        return Optional.of(file.toString());
    }

    private static LoadPlan.Requests requests(Scenario scenario, LoadedData data, Path folder) throws IOException {
        WorkloadSpec workload = scenario.workload();
        OptionalDouble zipf = workload.keys() instanceof WorkloadSpec.Zipf skew
                ? OptionalDouble.of(skew.exponent())
                : OptionalDouble.empty();
        List<LoadPlan.Statement> statements = new ArrayList<>();
        for (WorkloadSpec.Statement statement : workload.statements()) {
            statements.add(new LoadPlan.Statement(
                    name(statements.size() + 1, statement.sql()), statement.sql(), statement.weight()));
        }
        return new LoadPlan.Requests(
                LoadPlan.Arrivals.of(workload.arrivals()),
                zipf,
                Workloads.choices(scenario, data),
                workload.readShare().orElse(0),
                statements,
                workload.profile() == WorkloadSpec.Profile.USER
                        ? Optional.of(keysFile(data, folder))
                        : Optional.empty(),
                Workloads.plan(scenario));
    }

    private static String keysFile(LoadedData data, Path folder) throws IOException {
        Path keys = folder.resolve("keys.jsonl");
        LoadPlan.writeKeys(keys, data.shardKeys());
        return keys.toString();
    }

    /** A number, so that it is unique, and the beginning of the statement, so that people know it again. */
    private static String name(int number, String sql) {
        String text = number + " " + sql.strip().replaceAll("\\s+", " ");
        return text.length() <= OPERATION_NAME_MAX ? text : text.substring(0, OPERATION_NAME_MAX - 1) + "…";
    }
}
