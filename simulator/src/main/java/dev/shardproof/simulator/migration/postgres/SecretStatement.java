package dev.shardproof.simulator.migration.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A statement whose text holds a secret, such as the password in a subscription's connection string. A server writes the text
 * of a statement that fails into its log by default, and of any if it is set up to. So whatever of that this role may switch
 * off is off for the one transaction: all as a superuser, else what it was granted ({@code GRANT SET ON PARAMETER}).
 *
 * <p>Extensions that audit are the server's owner's business and are left alone.
 */
final class SecretStatement {

    private static final String UNLOGGED = """
            SELECT set_config(name, value, true)
            FROM (VALUES ('log_statement', 'none'), ('log_min_error_statement', 'panic'), ('log_duration', 'off'),
                         ('log_min_duration_statement', '-1'), ('log_min_duration_sample', '-1'),
                         ('log_transaction_sample_rate', '0'), ('pg_stat_statements.track_utility', 'off'))
                 AS settings(name, value)
            WHERE has_parameter_privilege(name, 'SET')""";

    private SecretStatement() {}

    /**
     * Runs it in a transaction of its own. After a failure the connection is of no use any more.
     *
     * @param connection in auto-commit mode
     */
    static void execute(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(UNLOGGED);
            statement.execute(sql);
            connection.commit();
        }
        connection.setAutoCommit(true);
    }
}
