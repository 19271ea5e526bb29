package dev.shardproof.verifier.source.watch;

import dev.shardproof.verifier.dialect.WatchQueries;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SourceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A session beside the snapshots that asks one server how it is. Opens its connection when first needed and again after
 * an error.
 *
 * <p>Each question is a read-only transaction of its own, so that nothing is held between two questions; settings last
 * no longer than that transaction, so that a pooled connection goes back as it came.
 */
public final class ShardWatch implements ServerGauge, AutoCloseable {

    private static final int PROBES = 3;

    private final ShardDatabase shard;
    private final WatchQueries queries;
    private final LongSupplier nanoTime;
    private Connection connection;
    private boolean autoCommitBefore;

    /** @param nanoTime a monotonic clock in nanoseconds, e.g. {@code System::nanoTime} */
    public ShardWatch(ShardDatabase shard, WatchQueries queries, LongSupplier nanoTime) {
        this.shard = Objects.requireNonNull(shard, "shard is null");
        this.queries = Objects.requireNonNull(queries, "queries is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public String shard() {
        return shard.shard();
    }

    @Override
    public Duration roundTrip() throws SourceException {
        return ask("measure its latency", statement -> {
            long[] nanos = new long[PROBES];
            for (int i = 0; i < PROBES; i++) {
                long start = nanoTime.getAsLong();
                rows(statement, queries.roundTrip());
                nanos[i] = nanoTime.getAsLong() - start;
            }
            Arrays.sort(nanos);
            return Duration.ofNanos(nanos[PROBES / 2]);
        });
    }

    @Override
    public Position position() throws SourceException {
        List<String> row = ask(
                "read its write position",
                statement -> rows(statement, queries.position()).get(0));
        return new Position(
                Boolean.parseBoolean(row.get(0)),
                row.get(1),
                Long.parseLong(row.get(2)),
                number(row.get(3)),
                millis(row.get(4)));
    }

    @Override
    public List<Follower> followers() throws SourceException {
        List<List<String>> rows =
                ask("read how far its replicas are", statement -> rows(statement, queries.followers()));
        List<Follower> followers = new ArrayList<>();
        for (List<String> row : rows) {
            if (row.get(1) == null) {
                throw new SourceException("shard %s has replicas, but this role may not see how far they lag behind: %s"
                        .formatted(shard(), queries.followersAdvice()));
            }
            followers.add(new Follower(row.get(0), number(row.get(2)), millis(row.get(3))));
        }
        return followers;
    }

    @Override
    public List<LogicalSlot> slots() throws SourceException {
        return ask("read its replication slots", statement -> rows(statement, queries.slots())).stream()
                .map(row -> new LogicalSlot(
                        row.get(0),
                        Boolean.parseBoolean(row.get(1)),
                        number(row.get(2)),
                        Boolean.parseBoolean(row.get(3))))
                .toList();
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(Statement statement) throws SQLException;
    }

    private synchronized <T> T ask(String what, Question<T> question) throws SourceException {
        try {
            if (connection == null) {
                connection = shard.database().getConnection();
                autoCommitBefore = connection.getAutoCommit();
                connection.setAutoCommit(false);
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute(queries.begin());
                T answer = question.ask(statement);
                connection.rollback();
                return answer;
            }
        } catch (SQLException e) {
            close();
            throw new SourceException(
                    "shard %s: could not %s: %s (SQLSTATE %s)"
                            .formatted(shard(), what, e.getMessage(), e.getSQLState()),
                    e);
        }
    }

    private static List<List<String>> rows(Statement statement, String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                String[] texts = new String[columns];
                for (int i = 0; i < columns; i++) {
                    texts[i] = result.getString(i + 1);
                }
                rows.add(Arrays.asList(texts));
            }
        }
        return rows;
    }

    private static OptionalLong number(String text) {
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    private static Optional<Duration> millis(String text) {
        // A standby whose clock runs ahead of its primary's would show a negative age.
        return Optional.ofNullable(text).map(millis -> Duration.ofMillis(Math.max(0, Long.parseLong(millis))));
    }

    /** Ends the session; the next question opens another. */
    @Override
    public synchronized void close() {
        Connection closing = connection;
        connection = null;
        if (closing == null) {
            return;
        }
        try (closing) {
            closing.rollback();
            closing.setAutoCommit(autoCommitBefore);
        } catch (SQLException ignored) {
            // It only ever read; the server ends the session by itself.
        }
    }
}
