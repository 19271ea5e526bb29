package dev.shardproof.simulator.cluster.embedded;

import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.registry.ProcessEnding;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StopSignal;
import dev.shardproof.simulator.topology.ShardId;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * One PostgreSQL server in a folder of its own: its files and its process. The process is a direct child of this JVM and
 * is the postmaster itself, so that its id and its end are known at once. Used by one thread at a time.
 */
final class EmbeddedServer {

    /** The one superuser; also the application's login. */
    static final String USER = "shardproof";

    private static final String HOST = "127.0.0.1";
    private static final int PORT_ATTEMPTS = 5;
    private static final Duration PORT_PAUSE = Duration.ofMillis(200);
    private static final long POLL_MILLIS = 20;
    static final Duration STOP_GRACE = Duration.ofSeconds(10);

    private final ShardId shard;
    private final Path folder;
    private final PostgresBinaries binaries;
    private final ServerRights rights;
    private final RunRegistry registry;
    private final EmbeddedSettings settings;
    private final PortChoice ports;
    private final List<ServerLog> logs = new CopyOnWriteArrayList<>();
    private volatile Process postmaster;
    private int port;

    /** Chooses a port that nobody listens on at this moment. */
    @FunctionalInterface
    interface PortChoice {
        int next() throws IOException;
    }

    EmbeddedServer(
            ShardId shard,
            Path folder,
            PostgresBinaries binaries,
            ServerRights rights,
            RunRegistry registry,
            EmbeddedSettings settings,
            PortChoice ports) {
        this.shard = shard;
        this.folder = folder;
        this.binaries = binaries;
        this.rights = rights;
        this.registry = registry;
        this.settings = settings;
        this.ports = ports;
    }

    /**
     * Creates the server's files.
     *
     * @throws ClusterStartException if {@code initdb} fails
     */
    void initialise(String password) throws IOException, InterruptedException {
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        rights.give(folder);
        Path passwordFile = SecretFile.write(folder.resolve("password"), password, rights);
        ServerLog log = new ServerLog(folder.resolve("initdb.log"));
        Process initdb = launch(
                "initdb",
                StopSignal.TERMINATE,
                log,
                List.of(
                        "--pgdata=" + data(),
                        "--username=" + USER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        // The same order of text on every platform, whatever its C library thinks.
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-sync",
                        "--no-instructions"));
        boolean ended = awaitEnd(initdb);
        if (!ended || initdb.exitValue() != 0) {
            throw new ClusterStartException("shard %s: initdb %s in %s (%d MB free).%s"
                    .formatted(
                            shard,
                            ended ? "failed" : "did not end within " + settings.startTimeout(),
                            folder,
                            PostgresBinaries.freeMegabytes(folder),
                            log.tail()));
        }
        Files.delete(passwordFile);
        Files.writeString(data().resolve("postgresql.conf"), configuration(), StandardOpenOption.APPEND);
    }

    /**
     * Starts the server on a free port and waits until it accepts connections.
     *
     * @return where it listens
     * @throws ClusterStartException if it does not come up
     */
    Endpoint start() throws IOException, InterruptedException {
        start(ports, PORT_ATTEMPTS, Duration.ZERO);
        return new Endpoint(HOST, port);
    }

    /**
     * Starts the server, which does not run any more, on its old port.
     *
     * @throws ClusterStartException if it does not come up
     */
    void restart() throws IOException, InterruptedException {
        // Anybody's outgoing connection can use the port for a moment; it is free again soon.
        start(() -> port, PORT_ATTEMPTS * PORT_ATTEMPTS, PORT_PAUSE);
    }

    private void start(PortChoice choice, int attempts, Duration pause) throws IOException, InterruptedException {
        ServerLog log = newLog();
        for (int attempt = 1; ; attempt++) {
            Files.deleteIfExists(log.file());
            port = choice.next();
            postmaster = launch(
                    "postgres", StopSignal.QUIT, log, List.of("-D", data().toString(), "-p", Integer.toString(port)));
            if (awaitReady(postmaster)) {
                return;
            }
            boolean alive = postmaster.isAlive();
            ProcessEnding.end(Map.of(ProcessIdentity.of(postmaster.toHandle()), StopSignal.QUIT), STOP_GRACE);
            // Somebody else can take the port between our look and the server's start.
            boolean portTaken = log.says("could not bind") || log.says("Address already in use");
            if (!portTaken || attempt == attempts) {
                throw new ClusterStartException("shard %s: PostgreSQL %s on port %d (%d MB free in %s).%s"
                        .formatted(
                                shard,
                                alive ? "was not ready within " + settings.startTimeout() : "ended at its start",
                                port,
                                PostgresBinaries.freeMegabytes(folder),
                                folder,
                                log.tail()));
            }
            Thread.sleep(pause.toMillis()); // a port does not tell when it gets free
        }
    }

    private ServerLog newLog() {
        String name = logs.isEmpty() ? "server.log" : "server-" + (logs.size() + 1) + ".log";
        ServerLog log = new ServerLog(folder.resolve(name));
        logs.add(log);
        return log;
    }

    ShardId shard() {
        return shard;
    }

    /** The postmaster, if it runs. */
    Optional<Process> running() {
        return Optional.ofNullable(postmaster).filter(Process::isAlive);
    }

    /** The process of the last start, empty before the first. */
    Optional<ProcessIdentity> process() {
        return Optional.ofNullable(postmaster).map(process -> ProcessIdentity.of(process.toHandle()));
    }

    private Process launch(String program, StopSignal signal, ServerLog log, List<String> arguments)
            throws IOException {
        List<String> words = new ArrayList<>();
        words.add(binaries.program(program).toString());
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(rights.command(words))
                .directory(folder.toFile()) // by which the registry finds it, should we be killed just now
                .redirectErrorStream(true)
                .redirectOutput(log.file().toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        registry.registerProcess(process.toHandle(), program + " " + shard, signal);
        return process;
    }

    private boolean awaitEnd(Process process) throws InterruptedException {
        try {
            return process.waitFor(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            ProcessEnding.end(
                    Map.of(ProcessIdentity.of(process.toHandle()), StopSignal.TERMINATE), Duration.ofSeconds(1));
        }
    }

    /** The postmaster writes its state into the eighth line of its pid file. */
    private boolean awaitReady(Process process) throws IOException, InterruptedException {
        Path pidFile = data().resolve("postmaster.pid");
        long waited = 0;
        while (waited < settings.startTimeout().toMillis() && process.isAlive()) {
            if (Files.exists(pidFile)) {
                List<String> lines = Files.readString(pidFile).lines().toList();
                // A server that was killed has left its own file.
                if (lines.size() >= 8
                        && lines.get(0).strip().equals(Long.toString(process.pid()))
                        && lines.get(7).strip().equals("ready")) {
                    return true;
                }
            }
            Thread.sleep(POLL_MILLIS); // the server offers nothing to wait on
            waited += POLL_MILLIS;
        }
        return false;
    }

    private String configuration() {
        StringBuilder text = new StringBuilder("\n# Shardproof\n");
        Map<String, String> parameters = new TreeMap<>(settings.parameters());
        parameters.put("listen_addresses", HOST);
        parameters.put("unix_socket_directories", "");
        parameters.put("logging_collector", "off");
        parameters.forEach((name, value) -> text.append(name)
                .append(" = '")
                .append(value.replace("\\", "\\\\").replace("'", "''"))
                .append("'\n"));
        return text.toString();
    }

    /** A port that the system gives away. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** Writes what the server has logged, at all its starts, into a file. */
    void copyLogs(Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            for (ServerLog log : logs) {
                Files.copy(log.file(), out);
            }
        }
    }
}
