package dev.shardproof.bench;

import dev.shardproof.loadgen.process.LoadDriverCommand;
import dev.shardproof.loadgen.process.LoadDriverProcess;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.verifier.history.HistoryReader;
import dev.shardproof.verifier.history.Outcome;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code RATE ROUNDS [PGBENCH]}: how much load the driver can offer and how punctually, against shards that do nothing; and
 * how many reads a second it does on one real server with as many clients as {@code pgbench -M prepared} with the same
 * statement, one after the other in each round.
 */
public final class LoadBenchmark {

    private static final int THREADS = 32;
    private static final int CLIENTS = 8;
    private static final int SECONDS = 15;

    /** The JVM compiles its code meanwhile, so nothing counts, as in a run. */
    private static final int WARM_UP_SECONDS = 5;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    private final Path folder;

    private LoadBenchmark(Path folder) {
        this.folder = folder;
    }

    /** What the seconds after the warm-up gave. */
    private record Measured(long operations, long acknowledged, double seconds, long[] startErrors, double cpuMicros) {
        double perSecond() {
            return acknowledged / seconds;
        }

        long startError(double percent) {
            return startErrors[(int) Math.min(startErrors.length - 1L, Math.round(startErrors.length * percent / 100))];
        }
    }

    public static void main(String[] arguments) throws Exception {
        int rate = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        try (RunRegistry registry = RunRegistry.open(StateFolder.ofCurrentUser())) {
            LoadBenchmark benchmark = new LoadBenchmark(
                    Files.createDirectories(registry.runFolder().resolve("bench")));
            say(
                    "%d processors, load %s before, %d rounds of %d s after %d s of warm-up",
                    Runtime.getRuntime().availableProcessors(),
                    Files.readString(Path.of("/proc/loadavg")).split(" ")[0],
                    rounds,
                    SECONDS - WARM_UP_SECONDS,
                    WARM_UP_SECONDS);
            benchmark.offered(rate, rounds);
            if (arguments.length > 2) {
                try (EmbeddedCluster cluster = EmbeddedCluster.start(List.of(LoadBenchmarkDriver.SHARD), registry)) {
                    benchmark.beside(cluster.shard(LoadBenchmarkDriver.SHARD), arguments[2], rounds);
                }
            } else {
                say("no pgbench: the comparison with it is left out");
            }
        }
    }

    private void offered(int rate, int rounds) throws Exception {
        say("no-op shards, %d/s offered, %d threads", rate, THREADS);
        say("%12s %12s %10s %10s %10s %14s", "recorded/s", "start p50", "p99", "p99.9", "max ms", "cpu µs/op");
        for (int round = 0; round < rounds; round++) {
            Properties settings = new Properties();
            settings.setProperty("rate", Integer.toString(rate));
            settings.setProperty("threads", Integer.toString(THREADS));
            Measured measured = run("noop" + round, settings);
            say(
                    "%12.0f %12.2f %10.2f %10.2f %10.2f %14.1f",
                    measured.perSecond(),
                    measured.startError(50) / 1e3,
                    measured.startError(99) / 1e3,
                    measured.startError(99.9) / 1e3,
                    measured.startError(100) / 1e3,
                    measured.cpuMicros() / measured.operations());
        }
    }

    private void beside(ShardServer server, String pgbench, int rounds) throws Exception {
        fill(server);
        Path script = Files.writeString(
                folder.resolve("read.sql"),
                "\\set key random(1, %d)\nSELECT value FROM points WHERE id = :key;\n"
                        .formatted(LoadBenchmarkDriver.KEYS));
        Path passwords = passwords(server);
        say("PostgreSQL %s, one row by its key, %d clients, closed model", server.version(), CLIENTS);
        say("%12s %12s %18s", "pgbench/s", "driver/s", "pgbench/driver");
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            double theirs = pgbench(server, pgbench, script, passwords);
            Properties settings = new Properties();
            settings.setProperty("threads", Integer.toString(CLIENTS));
            settings.setProperty("url", server.jdbcUrl(server.endpoint()));
            settings.setProperty("user", server.login().user());
            settings.setProperty("passwords", passwords.toString());
            double ours = run("real" + round, settings).perSecond();
            ratios.add(theirs / ours);
            say("%12.0f %12.0f %18.2f", theirs, ours, theirs / ours);
        }
        ratios.sort(null);
        say("median ratio: %.2f", ratios.get(ratios.size() / 2));
    }

    private Path passwords(ShardServer server) throws IOException {
        Path file = Files.createFile(
                folder.resolve("pgpass"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String password =
                server.login().password().map(Supplier::get).orElse("").replaceAll("([:\\\\])", "\\\\$1");
        return Files.writeString(file, "*:*:*:*:" + password + "\n");
    }

    private static void fill(ShardServer server) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE points (id bigint PRIMARY KEY, value text NOT NULL)");
            statement.execute("INSERT INTO points SELECT id, repeat('x', 84) FROM generate_series(1, %d) AS id"
                    .formatted(LoadBenchmarkDriver.KEYS));
            statement.execute("VACUUM ANALYZE points");
        }
    }

    private static double pgbench(ShardServer server, String pgbench, Path script, Path passwords) throws Exception {
        ProcessBuilder command = new ProcessBuilder(
                        pgbench,
                        "--no-vacuum",
                        "--protocol=prepared",
                        "--client=" + CLIENTS,
                        "--jobs=2",
                        "--time=" + (SECONDS - WARM_UP_SECONDS),
                        "--file=" + script,
                        "--host=" + server.endpoint().host(),
                        "--port=" + server.endpoint().port(),
                        "--username=" + server.login().user(),
                        server.database())
                .redirectErrorStream(true);
        command.environment().put("PGPASSFILE", passwords.toString());
        Process process = command.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher tps = TPS.matcher(output);
        if (process.waitFor() != 0 || !tps.find()) {
            throw new IOException("pgbench ended with code %d: %s".formatted(process.exitValue(), output));
        }
        return Double.parseDouble(tps.group(1));
    }

    private Measured run(String name, Properties settings) throws Exception {
        Path own = Files.createDirectories(folder.resolve(name));
        settings.setProperty("seconds", Integer.toString(SECONDS));
        Path file = own.resolve("settings");
        try (var out = Files.newBufferedWriter(file)) {
            settings.store(out, null);
        }
        double cpu;
        try (LoadDriverProcess process = LoadDriverProcess.start(
                LoadDriverCommand.likeThisJvm(LoadBenchmarkDriver.class.getName(), file, 512, own.resolve("output")),
                System::nanoTime)) {
            process.awaitStarted(PATIENCE);
            Thread.sleep(WARM_UP_SECONDS * 1_000L); // the warm-up
            double before = processorMicros(process.pid());
            Thread.sleep((SECONDS - WARM_UP_SECONDS - 1) * 1_000L); // the measurement
            cpu = (processorMicros(process.pid()) - before)
                    * (SECONDS - WARM_UP_SECONDS)
                    / (SECONDS - WARM_UP_SECONDS - 1);
            while (process.isAlive()) {
                Thread.sleep(100); // Gatling writes its report
            }
            if (process.exitCode().getAsInt() != 0) {
                throw new IOException("the driver broke: " + Files.readString(own.resolve("output")));
            }
        }
        return measured(own.resolve("history"), cpu);
    }

    private static Measured measured(Path history, double cpu) throws IOException {
        long[] begin = {Long.MAX_VALUE};
        new HistoryReader(history).read(operation -> begin[0] = Math.min(begin[0], operation.intendedMicros()));
        long from = begin[0] + WARM_UP_SECONDS * 1_000_000L;
        long to = begin[0] + SECONDS * 1_000_000L;
        List<Long> errors = new ArrayList<>();
        long[] acknowledged = {0};
        new HistoryReader(history).read(operation -> {
            if (operation.intendedMicros() >= from && operation.intendedMicros() < to) {
                errors.add(operation.invokedMicros() - operation.intendedMicros());
                acknowledged[0] += operation.outcome() == Outcome.ACKNOWLEDGED ? 1 : 0;
            }
        });
        long[] sorted = errors.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return new Measured(sorted.length, acknowledged[0], (to - from) / 1e6, sorted, cpu);
    }

    /** The time that the process has worked so far, see proc(5). */
    private static double processorMicros(long pid) throws IOException {
        String[] fields = Files.readString(Path.of("/proc/" + pid + "/stat"))
                .replaceFirst("(?s).*\\) ", "")
                .split(" ");
        return 10_000.0 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12])); // utime, stime in 1/100 s
    }

    static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values)); // a benchmark prints
    }
}
