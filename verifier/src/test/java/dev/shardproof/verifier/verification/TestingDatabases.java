package dev.shardproof.verifier.verification;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import javax.sql.DataSource;

/** Databases of one real server, which ends with {@link #close()}. */
final class TestingDatabases implements AutoCloseable {

    private final EmbeddedPostgres server;

    private TestingDatabases(EmbeddedPostgres server) {
        this.server = server;
    }

    static TestingDatabases start(Collection<String> names) throws IOException, SQLException {
        TestingDatabases databases =
                new TestingDatabases(EmbeddedPostgres.builder().start());
        for (String name : names) {
            databases.execute("postgres", "CREATE DATABASE " + name);
        }
        return databases;
    }

    DataSource get(String name) {
        return server.getDatabase("postgres", name);
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = get(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
