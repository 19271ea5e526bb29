package dev.shardproof.loadgen.process;

import dev.shardproof.loadgen.driver.StopSignal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The child's end of the line to its {@link LoadDriverProcess}: hears when to stop, tells that the load runs.
 *
 * <p>The load ends when the line {@value #STOP} or the end of the stream is read, whichever comes first: the operating
 * system closes the stream when the harness dies, however it dies, so that no load outlives it.
 */
public final class DriverControl {

    static final String STOP = "stop";

    private final Path startedFile;
    private final StopSignal stop = new StopSignal();

    private DriverControl(Path startedFile) {
        this.startedFile = startedFile;
    }

    /**
     * Begins to listen, on a daemon thread.
     *
     * @param harness the standard input of this process
     * @param settingsFile the only argument of this process
     */
    public static DriverControl listen(InputStream harness, Path settingsFile) {
        DriverControl control = new DriverControl(startedFile(settingsFile));
        Thread listener = new Thread(() -> control.awaitStop(harness), "load-driver-control");
        listener.setDaemon(true);
        listener.start();
        return control;
    }

    /** Requested when the load is to end. */
    public StopSignal stopSignal() {
        return stop;
    }

    /** Tells the harness that the load runs; to be called when the first operation was acknowledged. */
    public void started() {
        try {
            Files.createFile(startedFile);
        } catch (IOException e) {
            throw new UncheckedIOException("the harness can not be told that the load runs: " + e.getMessage(), e);
        }
    }

    static Path startedFile(Path settingsFile) {
        return settingsFile.resolveSibling(settingsFile.getFileName() + ".started");
    }

    private void awaitStop(InputStream harness) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(harness, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && !line.equals(STOP); ) {
                line = lines.readLine();
            }
        } catch (IOException e) {
            // The line is broken: nobody could ask for the end any more, so this is the end.
        } finally {
            stop.request();
        }
    }
}
