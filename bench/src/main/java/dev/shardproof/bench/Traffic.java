package dev.shardproof.bench;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** What is sent by every way. */
enum Traffic {
    /** Prepared {@code SELECT 1}, one after the other, on several connections at once. */
    ROUND_TRIPS("4 x SELECT 1", "a second", "10,000") {
        @Override
        Measured run(ShardServer server, Endpoint way) throws Exception {
            long deadline = System.nanoTime() + ROUND_TRIP_NANOS;
            ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
            try {
                List<Callable<long[]>> clients = new ArrayList<>();
                for (int i = 0; i < CONNECTIONS; i++) {
                    clients.add(() -> ask(server, way, deadline));
                }
                long[] nanos = new long[0];
                for (Future<long[]> client : threads.invokeAll(clients)) {
                    nanos = LongStream.concat(LongStream.of(nanos), LongStream.of(client.get()))
                            .toArray();
                }
                Arrays.sort(nanos);
                return new Measured(
                        nanos.length / (ROUND_TRIP_NANOS / 1e9),
                        nanos[(int) (nanos.length * 0.99)] / 1e3,
                        nanos.length / 1e4);
            } finally {
                threads.shutdownNow();
            }
        }
    },
    /** A table in memory by COPY, whose data are thrown away. */
    COPY_OUT("COPY out", "MB/s", "100 MB") {
        @Override
        Measured run(ShardServer server, Endpoint way) throws Exception {
            try (Connection connection = connect(server, way)) {
                long start = System.nanoTime();
                long[] bytes = {0};
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("COPY traffic TO STDOUT", new OutputStream() {
                            @Override
                            public void write(int b) {
                                bytes[0]++;
                            }

                            @Override
                            public void write(byte[] from, int offset, int length) {
                                bytes[0] += length;
                            }
                        });
                return Measured.of(bytes[0], start);
            }
        }
    },
    /** Rows by COPY into an unlogged table, in messages of 64 KB. */
    COPY_IN("COPY in", "MB/s", "100 MB") {
        @Override
        Measured run(ShardServer server, Endpoint way) throws Exception {
            try (Connection connection = connect(server, way)) {
                execute(connection, "TRUNCATE sink");
                byte[] rows =
                        "123456\t%s\n".formatted("x".repeat(92)).repeat(655).getBytes();
                long start = System.nanoTime();
                CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY sink FROM STDIN");
                for (int i = 0; i < COPY_IN_MESSAGES; i++) {
                    copy.writeToCopy(rows, 0, rows.length);
                }
                copy.endCopy();
                return Measured.of((long) rows.length * COPY_IN_MESSAGES, start);
            }
        }
    };

    private static final int CONNECTIONS = 4;
    private static final long ROUND_TRIP_NANOS = 2_000_000_000L;
    private static final int COPY_OUT_ROWS = 1_000_000;
    private static final int COPY_IN_MESSAGES = 500;

    private final String label;
    private final String rateName;
    private final String workName;

    Traffic(String label, String rateName, String workName) {
        this.label = label;
        this.rateName = rateName;
        this.workName = workName;
    }

    /**
     * Figures of one run.
     *
     * @param rate higher is better; in the unit of {@link #rateName()}
     * @param p99Micros of single round trips; 0 where there are none
     * @param work how much was done; in the unit of {@link #workName()}
     */
    record Measured(double rate, double p99Micros, double work) {
        static Measured of(long bytes, long startNanos) {
            return new Measured(bytes * 1e3 / (System.nanoTime() - startNanos), 0, bytes / 1e8);
        }
    }

    abstract Measured run(ShardServer server, Endpoint way) throws Exception;

    String label() {
        return label;
    }

    String rateName() {
        return rateName;
    }

    String workName() {
        return workName;
    }

    boolean hasLatency() {
        return this == ROUND_TRIPS;
    }

    /** Makes the tables, in memory. */
    static void prepare(ShardServer server) throws SQLException {
        try (Connection connection = server.connect()) {
            execute(
                    connection,
                    "CREATE UNLOGGED TABLE traffic AS SELECT i, repeat('x', 92) FROM generate_series(1, %d) i"
                            .formatted(COPY_OUT_ROWS));
            execute(connection, "CREATE UNLOGGED TABLE sink (i int, note text)");
            execute(connection, "VACUUM ANALYZE traffic");
        }
    }

    private static Connection connect(ShardServer server, Endpoint way) throws SQLException {
        return server.dataSource(way, server.database(), Map.of()).getConnection();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long[] ask(ShardServer server, Endpoint way, long deadline) throws SQLException, IOException {
        long[] nanos = new long[1 << 16];
        int count = 0;
        try (Connection connection = connect(server, way);
                PreparedStatement statement = connection.prepareStatement("SELECT 1")) {
            for (long now = System.nanoTime(); now - deadline < 0; ) {
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                }
                long then = System.nanoTime();
                nanos = count == nanos.length ? Arrays.copyOf(nanos, 2 * count) : nanos;
                nanos[count++] = then - now;
                now = then;
            }
        }
        return Arrays.copyOf(nanos, count);
    }
}
