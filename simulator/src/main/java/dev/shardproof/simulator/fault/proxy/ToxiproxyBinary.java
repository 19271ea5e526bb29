package dev.shardproof.simulator.fault.proxy;

import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real {@code toxiproxy-server}, run as a child process whose API listens on a free port of 127.0.0.1. */
public final class ToxiproxyBinary implements ProxyServer {

    private static final String PROGRAM = "toxiproxy-server";
    private static final String HOST = "127.0.0.1";
    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
    private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*\"([\\w.+-]{1,40})\"");

    private final Process process;
    private final int port;
    private final String version;

    private ToxiproxyBinary(Process process, int port, String version) {
        this.process = process;
        this.port = port;
        this.version = version;
    }

    /**
     * Looks for {@code toxiproxy-server}.
     *
     * @param path folders, separated as in the environment variable PATH
     */
    public static Optional<Path> find(String path) {
        return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
                .filter(folder -> !folder.isBlank())
                .flatMap(ToxiproxyBinary::programIn)
                .findFirst();
    }

    private static Stream<Path> programIn(String folder) {
        try {
            return Stream.of(Path.of(folder, PROGRAM), Path.of(folder, PROGRAM + ".exe"))
                    .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file));
        } catch (InvalidPathException e) {
            // A folder of the PATH that this platform cannot name holds no program.
            return Stream.empty();
        }
    }

    /**
     * Starts {@code program} and waits until its API answers.
     *
     * @throws UncheckedIOException if it does not start or does not answer; it is ended then
     */
    public static ToxiproxyBinary start(Path program) {
        try {
            int port = freePort();
            Process process = new ProcessBuilder(program.toString(), "-host", HOST, "-port", Integer.toString(port))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return awaitReadiness(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    ("the toxiproxy-server on the PATH (%s) cannot be used: %s. Mend it, or take it off the PATH to use"
                                    + " the embedded wire proxy")
                            .formatted(program, e.getMessage()),
                    e);
        }
    }

    private static ToxiproxyBinary awaitReadiness(Process process, int port) throws IOException {
        boolean ready = false;
        try {
            ToxiproxyBinary server = new ToxiproxyBinary(process, port, awaitVersion(process, port));
            ready = true;
            return server;
        } finally {
            if (!ready) {
                process.destroyForcibly();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }

    private static String awaitVersion(Process process, int port) throws IOException {
        ToxiproxyClient client = new ToxiproxyClient(HOST, port);
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        IOException last = new IOException("it never answered");
        try {
            while (System.nanoTime() - deadline < 0) {
                try {
                    Matcher answer = VERSION.matcher(client.version());
                    return answer.find() ? answer.group(1) : "of unknown version";
                } catch (IOException e) {
                    last = e;
                }
                // The pause between two questions; it ends early if the process does.
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new IOException("it ended at once, with exit code " + process.exitValue());
                }
            }
            throw new IOException("no answer on port %d within %s".formatted(port, START_LIMIT), last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while it started", e);
        }
    }

    @Override
    public String host() {
        return HOST;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String description() {
        return PROGRAM + " " + version;
    }

    @Override
    public OptionalLong processId() {
        return OptionalLong.of(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
