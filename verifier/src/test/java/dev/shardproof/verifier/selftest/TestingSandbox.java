package dev.shardproof.verifier.selftest;

import dev.shardproof.verifier.source.ShardDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Three databases of a server that the test owns; dropped when closed. */
public final class TestingSandbox implements Sandbox {

    private static final List<String> DATABASES = List.of("sandbox_s", "sandbox_t0", "sandbox_t1");

    private final EmbeddedPostgres server;

    public TestingSandbox(EmbeddedPostgres server) throws SQLException {
        this.server = server;
        for (String database : DATABASES) {
            execute("postgres", "DROP DATABASE IF EXISTS " + database);
            execute("postgres", "CREATE DATABASE " + database);
        }
    }

    @Override
    public String description() {
        return "PostgreSQL of the tests";
    }

    @Override
    public ShardDatabase source() {
        return database(DATABASES.get(0));
    }

    @Override
    public List<ShardDatabase> targets() {
        return List.of(database(DATABASES.get(1)), database(DATABASES.get(2)));
    }

    private ShardDatabase database(String name) {
        return new ShardDatabase(name, server.getDatabase("postgres", name));
    }

    @Override
    public void execute(String database, String sql) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        try {
            for (String database : DATABASES) {
                execute("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
