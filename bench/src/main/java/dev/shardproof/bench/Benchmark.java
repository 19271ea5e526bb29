package dev.shardproof.bench;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * {@code ORDERS ROUNDS [RELADIFF]}: loads the data, measures everything in turn in each round, and prints medians and their
 * ratios to the limits: that of equality first, then that of exact images. The environment variable {@code BENCH_JAVA} says how the tool is started.
 */
public final class Benchmark {

    private static final String LIMIT = "limit";
    private static final String EXACT_LIMIT = "limit, exact images";
    private static final List<Integer> DIFFERENCES = List.of(0, 1, 100, 10_000);
    /** So many orders make about a million rows. */
    private static final long ORDERS_OF_A_MILLION = 312_000;
    /** As the verifier itself: one backend, no parallel workers, no index. */
    private static final List<String> ALONE =
            List.of("SET max_parallel_workers_per_gather = 0", "SET jit = off", "SET enable_indexonlyscan = off");

    /** Of the columns of this data set only those of jsonb can be equal and have another image. */
    private static final String EXACT = "CASE WHEN atttypid = 'jsonb'::regtype"
            + " THEN format('jsonb_send(%I)', attname) ELSE quote_ident(attname) END";

    private final OrdersServers servers;
    private final String reladiff;
    private final Map<String, List<Measured>> measured = new LinkedHashMap<>();

    private record Measured(long wallMillis, long processorMillis, long ownMillis, long peakKilobytes) {}

    private Benchmark(OrdersServers servers, String reladiff) {
        this.servers = servers;
        this.reladiff = reladiff;
    }

    public static void main(String[] arguments) throws Exception {
        long orders = Long.parseLong(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        try (RunRegistry registry = RunRegistry.open(StateFolder.ofCurrentUser())) {
            try (OrdersServers servers = new OrdersServers(registry, orders)) {
                Benchmark benchmark = new Benchmark(servers, arguments.length > 2 ? arguments[2] : "");
                say(
                        "%,d rows, 1 source and 2 targets, PostgreSQL %s, %d processors, %d rounds",
                        servers.rows(),
                        servers.source().version(),
                        Runtime.getRuntime().availableProcessors(),
                        rounds);
                benchmark.prepareReladiff();
                for (int round = 0; round <= rounds; round++) {
                    benchmark.round(round == 0);
                }
                benchmark.print();
            }
            try (OrdersServers servers = new OrdersServers(registry, ORDERS_OF_A_MILLION)) {
                Benchmark small = new Benchmark(servers, "");
                servers.plant(10_000, false);
                Measured run = small.tool("full", 10_000);
                say(
                        "peak memory of the tool with %,d rows, 10,000 of them different: %d MB",
                        servers.rows(), run.peakKilobytes() / 1024);
            }
        }
    }

    private void round(boolean warmUp) throws Exception {
        measure("count(*), parallel", () -> servers.onAll(counts()));
        measure(LIMIT, () -> servers.onAll(limit("quote_ident(attname)")));
        measure(EXACT_LIMIT, () -> servers.onAll(limit(EXACT)));
        for (int differences : DIFFERENCES) {
            if (differences > 0 && servers.plant(differences, false) != differences) {
                throw new IllegalStateException("planted another number of differences than " + differences);
            }
            add("full, %,d differ".formatted(differences), tool("full", differences));
            if (differences == 0) {
                add("full, equality, 0 differ", tool("equality", 0));
            }
            if (!reladiff.isEmpty() && differences != 1 && !warmUp) {
                plantMerged(differences, false);
                measure("reladiff, %,d differ".formatted(differences), this::reladiff);
                plantMerged(differences, true);
            }
            if (differences > 0) {
                servers.plant(differences, true);
            }
        }
        add("sampled, 30,000 rows", tool("sampled", 0));
        if (warmUp) {
            measured.clear();
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    private void measure(String name, Step step) throws Exception {
        long before = processor();
        long start = System.nanoTime();
        step.run();
        long wall = (System.nanoTime() - start) / 1_000_000;
        add(name, new Measured(wall, processor() - before, wall, 0));
    }

    /** Said at once, too: who has to end a long run early has what was measured until then. */
    private void add(String name, Measured one) {
        System.err.printf("%s: %,d ms, servers %,d ms%n", name, one.wallMillis(), one.processorMillis());
        measured.computeIfAbsent(name, any -> new ArrayList<>()).add(one);
    }

    /** Sessions that have just ended are counted a moment later. */
    private long processor() throws Exception {
        Thread.sleep(300); // the waiting is the feature: the postmaster reaps its children by then
        return servers.processorMillis();
    }

    private Measured tool(String mode, int differences) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(System.getenv("BENCH_JAVA").split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Tool.class.getName(), mode));
        servers.all().forEach(server -> command.add(url(server, server.database())));
        long before = processor();
        long start = System.nanoTime();
        String output = run(command);
        long wall = (System.nanoTime() - start) / 1_000_000;
        String[] fields = output.strip().split(" ");
        boolean all = Integer.parseInt(fields[1]) == differences
                && (mode.equals("sampled") || Integer.parseInt(fields[2]) == differences);
        if (!all || fields[0].equals("PASS") != (differences == 0)) {
            throw new IllegalStateException("with %d differences the tool said: %s".formatted(differences, output));
        }
        return new Measured(wall, processor() - before, Long.parseLong(fields[4]), Long.parseLong(fields[5]));
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("bench", ".out");
        Path errors = Files.createTempFile("bench", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile());
            builder.redirectError(errors.toFile());
            builder.environment()
                    .put(
                            "PGPASSWORD",
                            servers.source().login().password().orElseThrow().get());
            int status = builder.start().waitFor();
            if (status != 0) {
                throw new IllegalStateException(
                        "%s ended with status %d: %s".formatted(command.get(0), status, Files.readString(errors)));
            }
            return Files.readString(output);
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    private static String url(ShardServer server, String database) {
        return "jdbc:postgresql://%s:%d/%s?user=%s"
                .formatted(
                        server.endpoint().host(),
                        server.endpoint().port(),
                        database,
                        server.login().user());
    }

    private static List<String> counts() {
        return OrdersServers.TABLES.stream()
                .map(table -> "SELECT count(*) FROM public." + table)
                .toList();
    }

    /**
     * The least that a row-wise comparison in SQL costs: one hash of each row.
     *
     * @param column what is hashed of a column: itself, as PostgreSQL's own equality sees it, or what tells unequal images
     */
    private List<String> limit(String column) throws Exception {
        List<String> statements = new ArrayList<>(ALONE);
        for (String table : OrdersServers.TABLES) {
            String columns = OrdersServers.query(
                    servers.source(),
                    "SELECT string_agg(" + column + ", ', ' ORDER BY attname) FROM pg_attribute"
                            + " WHERE attrelid = 'public." + table + "'::regclass AND attnum > 0 AND NOT attisdropped");
            statements.add("SELECT sum(hashint8extended(hash_record_extended(ROW(%s), 0), 1)) FROM public.%s"
                    .formatted(columns, table));
        }
        return statements;
    }

    // reladiff compares one database with one other: the rows of both targets stand together in a further database.

    private void prepareReladiff() throws Exception {
        if (reladiff.isEmpty()) {
            say("reladiff: not measured, for it was switched off or could not be installed from the package index");
            return;
        }
        ShardServer target = servers.all().get(1);
        try (var connection = target.connectTo("postgres");
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE merged TEMPLATE app");
        }
        try (var connection = target.connectTo("merged");
                var statement = connection.createStatement();
                var other = servers.all().get(2).connect()) {
            statement.execute("SET session_replication_role = replica");
            for (String table : List.of("customers", "accounts", "orders", "order_lines")) {
                copy(other, connection, table);
            }
            statement.execute("VACUUM (ANALYZE)");
            OrdersServers.warm(connection);
        }
    }

    private static void copy(Connection from, Connection to, String table) throws Exception {
        var source = from.unwrap(PGConnection.class).getCopyAPI();
        var in = to.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY public.%s FROM STDIN (FORMAT binary)".formatted(table));
        var out = source.copyOut("COPY public.%s TO STDOUT (FORMAT binary)".formatted(table));
        for (byte[] piece = out.readFromCopy(); piece != null; piece = out.readFromCopy()) {
            in.writeToCopy(piece, 0, piece.length);
        }
        in.endCopy();
    }

    private void plantMerged(int differences, boolean undo) throws Exception {
        if (differences > 0) {
            try (Connection connection = servers.all().get(1).connectTo("merged")) {
                servers.plant(connection, differences, undo);
            }
        }
    }

    private void reladiff() throws Exception {
        Map<String, String> keys = Map.of(
                "customers", "-k customer_id -c name -c email -c created_at -c active -c profile",
                "accounts", "-k customer_id -k currency -c balance -c updated_at",
                "orders",
                        "-k order_id -c customer_id -c status -c amount -c currency -c placed_at -c updated_at -c note -c payload -c gift",
                "order_lines", "-k customer_id -k order_id -k line_no -c sku -c quantity -c price -c attributes");
        for (String table : List.of("customers", "accounts", "orders", "order_lines")) {
            List<String> command = new ArrayList<>(List.of(reladiff));
            for (Map.Entry<ShardServer, String> side : List.of(
                    Map.entry(servers.source(), "app"), Map.entry(servers.all().get(1), "merged"))) {
                ShardServer server = side.getKey();
                command.add("postgresql://%s@%s:%d/%s"
                        .formatted(
                                server.login().user(),
                                server.endpoint().host(),
                                server.endpoint().port(),
                                side.getValue()));
                command.add(table);
            }
            command.addAll(List.of(keys.get(table).split(" ")));
            command.addAll(List.of("-j", "4"));
            run(command);
        }
    }

    private void print() {
        Measured limit = median(LIMIT);
        Measured exact = median(EXACT_LIMIT);
        String columns = "%-24s %8s %8s %8s %8s %8s %8s %10s %8s";
        say(columns, "", "wall ms", "/limit", "/exact", "cpu ms", "/limit", "/exact", "own ms", "peak MB");
        measured.keySet().forEach(name -> {
            Measured one = median(name);
            boolean process = one.peakKilobytes() > 0;
            say(
                    columns,
                    name,
                    one.wallMillis(),
                    ratio(one.wallMillis(), limit.wallMillis()),
                    ratio(one.wallMillis(), exact.wallMillis()),
                    one.processorMillis(),
                    ratio(one.processorMillis(), limit.processorMillis()),
                    ratio(one.processorMillis(), exact.processorMillis()),
                    process ? one.ownMillis() : "",
                    process ? one.peakKilobytes() / 1024 : "");
        });
        for (int differences : DIFFERENCES) {
            String peer = "reladiff, %,d differ".formatted(differences);
            if (measured.containsKey(peer)) {
                say(
                        "%s: full verification is %.1f times as fast",
                        peer,
                        (double) median(peer).wallMillis()
                                / median("full, %,d differ".formatted(differences))
                                        .wallMillis());
            }
        }
    }

    private static String ratio(long millis, long limit) {
        return String.format(Locale.ROOT, "%.2f", (double) millis / limit);
    }

    private Measured median(String name) {
        List<Measured> all = measured.get(name);
        return new Measured(
                middle(all.stream().map(Measured::wallMillis)),
                middle(all.stream().map(Measured::processorMillis)),
                middle(all.stream().map(Measured::ownMillis)),
                all.stream().mapToLong(Measured::peakKilobytes).max().orElse(0));
    }

    private static long middle(Stream<Long> values) {
        List<Long> sorted = values.sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void say(String text, Object... values) {
        System.out.println(String.format(Locale.ROOT, text, values));
    }
}
