package dev.shardproof.loadgen.gatling;

import dev.shardproof.loadgen.driver.Dispatcher;
import dev.shardproof.loadgen.driver.LoadResult;
import dev.shardproof.loadgen.driver.LoadSettings;
import dev.shardproof.loadgen.driver.StopSignal;
import dev.shardproof.loadgen.driver.Target;
import dev.shardproof.loadgen.driver.punctuality.PunctualityFile;
import dev.shardproof.loadgen.workload.Workload;
import dev.shardproof.verifier.history.HistoryWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Runs a load with Gatling in this JVM, which should do nothing else.
 *
 * <p>Not more than one at a time, for Gatling knows its simulation by its class name only. Sets the system properties
 * {@code gatling.conf.file} and {@code java.util.prefs.PreferencesFactory}, and Gatling stops Logback when it ends.
 * Now and then it also leaves a scheduler's thread behind that is no daemon and keeps the JVM alive: end the process with
 * {@code System.exit} when the load is over.
 */
public final class GatlingLoad {

    private static final AtomicReference<Dispatcher> RUNNING = new AtomicReference<>();

    private final LongSupplier epochMicros;

    /** @param epochMicros microseconds since the epoch; must not go back */
    public GatlingLoad(LongSupplier epochMicros) {
        this.epochMicros = Objects.requireNonNull(epochMicros, "epochMicros is null");
    }

    /** The dispatcher of the load that the simulation belongs to. */
    static Dispatcher running() {
        Dispatcher running = RUNNING.get();
        if (running == null) {
            throw new IllegalStateException("no load is running: start the simulation through GatlingLoad");
        }
        return running;
    }

    /**
     * Loads the target until the time is over or {@code stop} is requested, lets what is due end, and has Gatling write
     * its report.
     *
     * @param history gets every operation that was due; stays open
     * @param onFirstAcknowledged called once, as soon as one operation was acknowledged
     * @throws FileAlreadyExistsException if the report folder is there already
     * @throws IllegalStateException if Gatling or the driver broke, or another load is running in this JVM
     */
    @SuppressWarnings("try") // the file is written by a thread of its own
    public LoadResult run(
            LoadSettings settings,
            Workload workload,
            Target target,
            HistoryWriter history,
            StopSignal stop,
            Runnable onFirstAcknowledged)
            throws IOException, InterruptedException {
        GatlingEngine gatling = new GatlingEngine(settings.reportFolder());
        Dispatcher dispatcher =
                new Dispatcher(settings, workload, target, history, onFirstAcknowledged, stop, epochMicros);
        if (!RUNNING.compareAndSet(null, dispatcher)) {
            throw new IllegalStateException("another load is running in this JVM");
        }
        Thread conductor = new Thread(() -> endInTime(settings, dispatcher, stop), "load-conductor");
        conductor.setDaemon(true);
        conductor.start();
        try (PunctualityFile.Writer log =
                new PunctualityFile.Writer(settings.punctualityFile(), dispatcher.punctuality(), epochMicros)) {
            try {
                gatling.run(Shardproof.class, () -> dispatcher.result().offered() > 0);
            } finally {
                dispatcher.finish();
            }
        } finally {
            conductor.interrupt();
            conductor.join();
            RUNNING.set(null);
        }
        return dispatcher.result().withReport(gatling.keepReport());
    }

    /**
     * Ends the load when it is asked for or when the time is over. Gatling would wait for ever for a virtual user whose
     * operation never ends, and its own way to stop early forgets what is under way.
     */
    private static void endInTime(LoadSettings settings, Dispatcher dispatcher, StopSignal stop) {
        try {
            dispatcher.awaitStart();
            stop.await(settings.maxDuration());
            dispatcher.finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Gatling has ended by itself
        }
    }
}
