package dev.shardproof.loadgen.gatling;

import io.gatling.app.Gatling$;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Gatling itself: runs a simulation and leaves its report in a folder of a given name. */
final class GatlingEngine {

    /** Gatling's exit code for a run in which an assertion of the simulation failed. */
    private static final int ASSERTIONS_FAILED = 2;

    private final Path folder;
    private final Path working;

    /**
     * Gatling appends a time stamp to a folder's name; it works next to the wanted one, which it becomes at the end.
     *
     * @throws FileAlreadyExistsException if the report folder is there already
     */
    GatlingEngine(Path folder) throws IOException {
        if (Files.exists(folder)) {
            throw new FileAlreadyExistsException(folder.toString(), null, "the report folder must not exist yet");
        }
        this.folder = folder;
        this.working = Files.createDirectories(folder.resolveSibling(folder.getFileName() + ".running"));
    }

    /**
     * Runs it to its end.
     *
     * @param anyRequest whether there was a request; Gatling refuses to report on a run without, which is a result without
     *     a report and not a crash
     * @throws IllegalStateException if Gatling broke, or an assertion failed
     */
    void run(Class<? extends Simulation> simulation, BooleanSupplier anyRequest) {
        System.setProperty("gatling.conf.file", "dev/shardproof/loadgen/gatling/gatling.conf");
        System.setProperty("java.util.prefs.PreferencesFactory", QuietPreferences.class.getName());
        String[] arguments = {"--simulation", simulation.getName(), "--results-folder", working.toString()};
        int code;
        try {
            code = Gatling$.MODULE$.fromArgs(arguments);
        } catch (UnsupportedOperationException e) {
            if (anyRequest.getAsBoolean()) {
                throw e;
            }
            code = 0;
        }
        if (code == ASSERTIONS_FAILED) {
            throw new IllegalStateException("an assertion of the simulation failed; see its Gatling report");
        }
        if (code != 0) {
            throw new IllegalStateException("Gatling ended with code " + code);
        }
    }

    /** Gives the report its name; empty if Gatling has not written any. */
    Optional<Path> keepReport() throws IOException {
        List<Path> runs;
        try (Stream<Path> entries = Files.list(working)) {
            runs = entries.toList();
        }
        if (runs.size() != 1) {
            throw new IllegalStateException(
                    "Gatling left %d folders in %s instead of one".formatted(runs.size(), working));
        }
        Files.move(runs.get(0), folder);
        Files.delete(working);
        return Files.exists(folder.resolve("index.html")) ? Optional.of(folder) : Optional.empty();
    }
}
