package dev.shardproof.loadgen.process;

import dev.shardproof.loadgen.driver.Completion;
import dev.shardproof.loadgen.driver.EpochMicros;
import dev.shardproof.loadgen.driver.KeyPseudonym;
import dev.shardproof.loadgen.driver.LoadModel;
import dev.shardproof.loadgen.driver.LoadResult;
import dev.shardproof.loadgen.driver.LoadSettings;
import dev.shardproof.loadgen.driver.Target;
import dev.shardproof.loadgen.driver.TestingTarget;
import dev.shardproof.loadgen.gatling.GatlingLoad;
import dev.shardproof.loadgen.shape.LoadShape;
import dev.shardproof.loadgen.workload.CheckoutWorkload;
import dev.shardproof.loadgen.workload.key.KeyChooser;
import dev.shardproof.verifier.history.HistoryWriter;
import dev.shardproof.verifier.history.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;

/** A load driver without databases: what the real one does, against a target that misbehaves as the settings say. */
public final class TestingDriver {

    private TestingDriver() {}

    public static void main(String[] arguments) throws Exception {
        Path settingsFile = Path.of(arguments[0]);
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(settingsFile)) {
            properties.load(reader);
        }
        Path folder = settingsFile.resolveSibling("bundle");
        LoadSettings settings = new LoadSettings(
                model(properties),
                Duration.ofSeconds(Long.parseLong(properties.getProperty("seconds"))),
                Duration.ofSeconds(2),
                42,
                folder.resolve("gatling"),
                folder.resolve("punctuality"),
                new KeyPseudonym(new byte[16]));
        DriverControl control = DriverControl.listen(System.in, settingsFile);
        control.onCommand(new TestingCommands(folder));
        EpochMicros clock = new EpochMicros(InstantSource.system(), System::nanoTime);
        try (HistoryWriter history = new HistoryWriter(folder.resolve("history"))) {
            LoadResult result = new GatlingLoad(clock)
                    .run(
                            settings,
                            new CheckoutWorkload(KeyChooser.zipf(1_000, 0.99), 0.8),
                            target(properties.getProperty("target")),
                            history,
                            control.stopSignal(),
                            control::started);
            Files.writeString(folder.resolve("result"), result.toString());
        }
        System.exit(0); // see GatlingLoad: Gatling leaves a thread behind now and then
    }

    private static LoadModel model(Properties properties) {
        return properties.containsKey("users")
                ? new LoadModel.Closed(Integer.parseInt(properties.getProperty("users")), Duration.ofMillis(5))
                : new LoadModel.Open(LoadShape.constant(Integer.parseInt(properties.getProperty("rate"))), 8);
    }

    private static Target target(String kind) {
        return switch (kind) {
            case "fast" -> new TestingTarget(operation -> {});
            case "everyThirdFails" -> everyThirdFails();
            case "stalls" -> stalling();
            case "hangs" ->
                new TestingTarget(operation -> Thread.sleep(Duration.ofHours(1).toMillis()));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static Target everyThirdFails() {
        TestingTarget fast = new TestingTarget(operation -> {});
        AtomicLong calls = new AtomicLong();
        return operation -> calls.getAndIncrement() % 3 == 2
                ? new Completion(Outcome.REJECTED, "s0", 1, 2, "40001")
                : fast.execute(operation);
    }

    /** The calls from the 500th to the 507th, that is every thread once, take a second; all others no time at all. */
    private static Target stalling() {
        AtomicLong calls = new AtomicLong();
        return new TestingTarget(operation -> {
            long call = calls.getAndIncrement();
            if (call >= 500 && call < 508) {
                Thread.sleep(1_000); // being slow is what this target is for
            }
        });
    }
}
