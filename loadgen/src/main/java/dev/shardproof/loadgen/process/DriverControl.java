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
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/**
 * The child's end of the line to its {@link LoadDriverProcess}: hears commands and when to stop, tells that the load
 * runs and what became of a command.
 *
 * <p>A command is a line {@code <number> <word> <word>…}. When it was carried out, the line {@code <number> ok} is added
 * to a file next to the settings, or {@code <number> error <message>}.
 *
 * <p>The load ends when the line {@value #STOP} or the end of the stream is read, whichever comes first: the operating
 * system closes the stream when the harness dies, however it dies, so that no load outlives it.
 */
public final class DriverControl {

    static final String STOP = "stop";
    static final String OK = "ok";
    static final String ERROR = "error";

    private final Path startedFile;
    private final Path answersFile;
    private final StopSignal stop = new StopSignal();
    private volatile CommandHandler handler = CommandHandler.NONE;

    private DriverControl(Path settingsFile) {
        this.startedFile = startedFile(settingsFile);
        this.answersFile = answersFile(settingsFile);
    }

    /**
     * Begins to listen, on a daemon thread.
     *
     * @param harness the standard input of this process
     * @param settingsFile the only argument of this process
     */
    public static DriverControl listen(InputStream harness, Path settingsFile) {
        DriverControl control = new DriverControl(settingsFile);
        Thread listener = new Thread(() -> control.awaitStop(harness), "load-driver-control");
        listener.setDaemon(true);
        listener.start();
        return control;
    }

    /** Requested when the load is to end. */
    public StopSignal stopSignal() {
        return stop;
    }

    /** Who carries out commands from now on. */
    public void onCommand(CommandHandler newHandler) {
        handler = Objects.requireNonNull(newHandler, "newHandler is null");
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

    static Path answersFile(Path settingsFile) {
        return settingsFile.resolveSibling(settingsFile.getFileName() + ".answers");
    }

    private void awaitStop(InputStream harness) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(harness, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && !line.equals(STOP); line = lines.readLine()) {
                if (!line.isBlank()) {
                    carryOut(List.of(line.strip().split(" +")));
                }
            }
        } catch (IOException e) {
            // The line is broken: nobody could ask for the end any more, so this is the end.
        } finally {
            end();
        }
    }

    private void carryOut(List<String> words) throws IOException {
        String answer = OK;
        try {
            if (words.size() < 2) {
                throw new IllegalArgumentException("a command needs a number and a word");
            }
            handler.handle(words.subList(1, words.size()));
        } catch (RuntimeException e) {
            answer = ERROR + " " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        }
        Files.writeString(
                answersFile, words.get(0) + " " + answer + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void end() {
        try {
            handler.lineEnded();
        } finally {
            stop.request();
        }
    }
}
