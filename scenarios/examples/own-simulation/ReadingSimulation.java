package com.example;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.shardproof.loadgen.gatling.SimulationRun;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads one customer after the other, by turns on every shard, and tells Shardproof what became of each read. */
public final class ReadingSimulation extends Simulation {

    private final SimulationRun run = SimulationRun.current();
    private final List<Map.Entry<String, String>> shards =
            new ArrayList<>(run.shardUrls().entrySet());
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();

    public ReadingSimulation() {
        // Longer than the run can last: the run ends the simulation.
        setUp(scenario("reads").exec(exec(this::read)).injectOpen(constantUsersPerSec(50).during(Duration.ofHours(1))));
    }

    private synchronized Session read(Session session) {
        Map.Entry<String, String> shard = shards.get((int) (session.userId() % shards.size()));
        long customer = session.userId() % 1_000;
        SimulationRun.Reported operation = run.begin("readCustomer", false, customer);
        try {
            Connection connection = connections.get(shard.getKey());
            if (connection == null) {
                connection = DriverManager.getConnection(shard.getValue(), run.user(), null);
                connections.put(shard.getKey(), connection);
            }
            try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM customers WHERE customer_id = ?")) {
                statement.setLong(1, customer);
                statement.executeQuery();
            }
            operation.acknowledged(shard.getKey());
        } catch (SQLException e) {
            operation.rejected(shard.getKey(), String.valueOf(e.getSQLState())); // a read has no effect
            drop(connections.remove(shard.getKey()));
        }
        return session;
    }

    private static void drop(Connection broken) {
        try {
            if (broken != null) {
                broken.close();
            }
        } catch (SQLException e) {
            // It is broken: there is nothing to give back.
        }
    }
}
