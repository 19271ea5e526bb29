package dev.shardproof.loadgen.gatling;

import dev.shardproof.loadgen.driver.StopSignal;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a simulation of the user's own in this JVM, which should do nothing else; see {@link GatlingLoad} for what Gatling
 * does to a JVM. Beside its virtual users there is one of ours, in the scenario {@code shardproof}, which ends the run when
 * that is asked for: a simulation can not be ended from outside.
 */
public final class GatlingSimulation {

    private static final AtomicReference<GatlingSimulation> RUNNING = new AtomicReference<>();

    private final Simulation simulation;
    private final StopSignal stop;
    private final Runnable onStarted;
    private final AtomicBoolean started = new AtomicBoolean();

    private GatlingSimulation(Simulation simulation, StopSignal stop, Runnable onStarted) {
        this.simulation = simulation;
        this.stop = stop;
        this.onStarted = onStarted;
    }

    static GatlingSimulation running() {
        return Objects.requireNonNull(RUNNING.get(), "no simulation is running");
    }

    Simulation simulation() {
        return simulation;
    }

    boolean isOver() {
        return stop.isRequested();
    }

    /** Gatling's users begin now. */
    void began() {
        if (started.compareAndSet(false, true)) {
            onStarted.run();
        }
    }

    /**
     * Runs the simulation until {@code stop} is requested, even if its users are done before, and has Gatling write its
     * report.
     *
     * @param className a class with a constructor without arguments that extends {@code
     *     io.gatling.javaapi.core.Simulation}
     * @param run what the simulation may ask for
     * @param onStarted called once, when Gatling begins
     * @return the folder with Gatling's {@code index.html}; empty if the simulation sent no request
     * @throws IllegalArgumentException if there is no such class, or it is no simulation; the message says what is missing
     * @throws IllegalStateException if Gatling broke, an assertion of the simulation failed, or another load is running
     */
    public static Optional<Path> run(
            String className, Path reportFolder, SimulationRun run, StopSignal stop, Runnable onStarted)
            throws IOException {
        run.enter();
        try {
            GatlingEngine gatling = new GatlingEngine(reportFolder);
            RUNNING.set(new GatlingSimulation(instance(className), stop, onStarted));
            gatling.run(WatchedSimulation.class, () -> false);
            return gatling.keepReport();
        } finally {
            RUNNING.set(null);
            run.leave();
        }
    }

    private static Simulation instance(String className) {
        try {
            return Class.forName(className)
                    .asSubclass(Simulation.class)
                    .getConstructor()
                    .newInstance();
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "there is no class %s on the class path; name its jar or folder in SHARDPROOF_CLASSPATH"
                            .formatted(className),
                    e);
        } catch (ClassCastException e) {
            throw new IllegalArgumentException(
                    "the class %s does not extend %s".formatted(className, Simulation.class.getName()), e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "the simulation %s can not be set up: %s".formatted(className, e.getCause()), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "the class %s needs to be public, with a public constructor without arguments".formatted(className),
                    e);
        }
    }
}
