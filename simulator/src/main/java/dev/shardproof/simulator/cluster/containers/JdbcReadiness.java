package dev.shardproof.simulator.cluster.containers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/**
 * A server is ready when the application can log in to its database from here. Images differ in what they log and in
 * how often they start the server while they prepare it, but not in this.
 */
final class JdbcReadiness extends AbstractWaitStrategy {

    private static final long POLL_MILLIS = 100;

    private final ShardContainer container;
    private final EngineRequests requests;

    JdbcReadiness(ShardContainer container, EngineRequests requests, Duration timeout) {
        this.container = container;
        this.requests = requests;
        withStartupTimeout(timeout);
    }

    @Override
    protected void waitUntilReady() {
        long deadline = System.nanoTime() + startupTimeout.toNanos();
        while (true) {
            requests.requireWanted();
            String refusal = refusal();
            if (refusal.isEmpty()) {
                return;
            }
            if (!container.isRunning()) {
                throw new ContainerLaunchException("it ended at its start");
            }
            if (System.nanoTime() > deadline) {
                throw new ContainerLaunchException("it was not ready within %s: %s".formatted(startupTimeout, refusal));
            }
            try {
                Thread.sleep(POLL_MILLIS); // a server that starts offers nothing to wait on
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ContainerLaunchException("interrupted while it started", e);
            }
        }
    }

    private String refusal() {
        Properties properties = new Properties();
        properties.setProperty("user", container.getUsername());
        properties.setProperty("password", container.getPassword());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "5");
        properties.setProperty("ApplicationName", "shardproof");
        String url = "jdbc:postgresql://%s/%s".formatted(container.endpoint(), container.getDatabaseName());
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            return connection.isValid(5) ? "" : "it does not answer";
        } catch (SQLException e) {
            return e.getMessage();
        }
    }
}
