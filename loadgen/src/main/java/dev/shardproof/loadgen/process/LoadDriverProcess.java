package dev.shardproof.loadgen.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * A load driver in a JVM of its own, started and ended by the harness.
 *
 * <p>It ends in an orderly way, with all its reports written, when it is asked to or when this process dies; closing
 * kills whatever is left of it. Thread-safe; every method may be called again.
 */
public final class LoadDriverProcess implements AutoCloseable {

    private static final long POLL_MILLIS = 20;
    private static final long KILL_SECONDS = 5;
    private static final int OUTPUT_BYTES_SHOWN = 2_000;

    private final LoadDriverCommand command;
    private final Process process;
    private final LongSupplier nanoTime;

    /** Guarded by this, like the way of a command to the driver. */
    private long commands;

    private LoadDriverProcess(LoadDriverCommand command, Process process, LongSupplier nanoTime) {
        this.command = command;
        this.process = process;
        this.nanoTime = nanoTime;
    }

    /**
     * Starts the driver and returns at once.
     *
     * @param nanoTime a monotonic clock in nanoseconds, e.g. {@code System::nanoTime}
     * @throws IOException if the process can not be started
     */
    public static LoadDriverProcess start(LoadDriverCommand command, LongSupplier nanoTime) throws IOException {
        Files.deleteIfExists(DriverControl.startedFile(command.settingsFile()));
        Files.deleteIfExists(DriverControl.answersFile(command.settingsFile()));
        Process process = new ProcessBuilder(command.words())
                .redirectErrorStream(true)
                .redirectOutput(command.outputFile().toFile())
                .start();
        return new LoadDriverProcess(command, process, nanoTime);
    }

    /**
     * Waits until the first operation was acknowledged.
     *
     * @throws TimeoutException if that takes longer
     * @throws IOException if the driver ended before; the message quotes the end of its output
     */
    public void awaitStarted(Duration timeout) throws IOException, InterruptedException, TimeoutException {
        Path started = DriverControl.startedFile(command.settingsFile());
        long begin = nanoTime.getAsLong();
        while (!Files.exists(started)) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) && !Files.exists(started)) {
                throw new IOException("the load driver ended with code %d before it had done anything: %s"
                        .formatted(process.exitValue(), endOfOutput()));
            }
            if (nanoTime.getAsLong() - begin > timeout.toNanos()) {
                throw new TimeoutException("the load driver has had no operation acknowledged for %s: see %s"
                        .formatted(timeout, command.outputFile()));
            }
        }
    }

    /**
     * Has the driver carry out a command, and waits until it has; one command at a time.
     *
     * @param words not empty, none of them blank or with white space in it
     * @throws TimeoutException if there is no answer in time; it may still be carried out
     * @throws IOException if the driver has ended, or refuses; the message says why
     */
    public synchronized void command(List<String> words, Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        if (words.isEmpty() || words.stream().anyMatch(word -> !word.matches("\\S+"))) {
            throw new IllegalArgumentException("'%s' is no command".formatted(words));
        }
        String number = Long.toString(++commands);
        try {
            send(number + " " + String.join(" ", words));
        } catch (IOException e) {
            throw new IOException(
                    "the load driver can not be told '%s': it has ended, or is about to"
                            .formatted(String.join(" ", words)),
                    e);
        }
        String answer = awaitAnswer(number, words, timeout);
        if (!answer.equals(DriverControl.OK)) {
            throw new IOException("the load driver refuses '%s': %s".formatted(String.join(" ", words), answer));
        }
    }

    private String awaitAnswer(String number, List<String> words, Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        long begin = nanoTime.getAsLong();
        while (true) {
            boolean ended = !process.isAlive();
            Optional<String> answer = answerTo(number);
            if (answer.isPresent()) {
                return answer.get();
            }
            if (ended) {
                throw new IOException("the load driver ended with code %d before it answered '%s': %s"
                        .formatted(process.exitValue(), String.join(" ", words), endOfOutput()));
            }
            if (nanoTime.getAsLong() - begin > timeout.toNanos()) {
                throw new TimeoutException("the load driver has not answered '%s' within %s: see %s"
                        .formatted(String.join(" ", words), timeout, command.outputFile()));
            }
            process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private Optional<String> answerTo(String number) throws IOException {
        Path answers = DriverControl.answersFile(command.settingsFile());
        if (!Files.exists(answers)) {
            return Optional.empty();
        }
        String text = Files.readString(answers);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith(number + " "))
                .findFirst()
                .map(line -> line.substring(number.length() + 1));
    }

    private void send(String line) throws IOException {
        OutputStream pipe = process.getOutputStream();
        pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        pipe.flush();
    }

    /** Whether the driver runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code, once the driver has ended. */
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** Its process id, for an inventory of what a run has started. */
    public long pid() {
        return process.pid();
    }

    /**
     * Asks the driver to end, if it has not ended yet, and waits for it.
     *
     * @throws TimeoutException if it is still running then; close kills it
     * @throws IOException if it ended with another exit code than 0; the message quotes the end of its output
     */
    public void stopAndWait(Duration timeout) throws IOException, InterruptedException, TimeoutException {
        askToStop();
        if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException(
                    "the load driver has not ended within %s: see %s".formatted(timeout, command.outputFile()));
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    "the load driver ended with code %d: %s".formatted(process.exitValue(), endOfOutput()));
        }
    }

    /** Kills the driver and all its descendants, if there are any left, and waits until they are gone. */
    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(KILL_SECONDS, TimeUnit.SECONDS);
            process.getOutputStream().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // What was not sent to a dead process needs not be sent.
        }
    }

    private synchronized void askToStop() {
        try {
            send(DriverControl.STOP);
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended, or was asked before: the stream is closed.
        }
    }

    /** The driver's last words, made safe for a terminal. */
    private String endOfOutput() throws IOException {
        String end;
        try (InputStream output = Files.newInputStream(command.outputFile())) {
            output.skipNBytes(Math.max(0, Files.size(command.outputFile()) - OUTPUT_BYTES_SHOWN));
            end = new String(output.readNBytes(OUTPUT_BYTES_SHOWN), StandardCharsets.UTF_8).strip();
        }
        return (end.isEmpty() ? "it printed nothing" : end.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?")) + " (see "
                + command.outputFile() + ")";
    }
}
