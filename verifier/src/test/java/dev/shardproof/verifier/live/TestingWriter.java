package dev.shardproof.verifier.live;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import javax.sql.DataSource;

/** Writes to a database until it is closed, one statement after the other. */
final class TestingWriter implements AutoCloseable {

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong writes = new AtomicLong();
    private final CompletableFuture<Void> running;

    /** @param statements from the number of a write to its SQL */
    TestingWriter(DataSource database, LongFunction<String> statements) {
        running = CompletableFuture.runAsync(() -> {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                while (!stop.get()) {
                    statement.execute(statements.apply(writes.getAndIncrement()));
                    Thread.sleep(2); // the load that is being played: some hundred writes a second
                }
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    long writes() {
        return writes.get();
    }

    @Override
    public void close() {
        stop.set(true);
        running.join();
    }
}
