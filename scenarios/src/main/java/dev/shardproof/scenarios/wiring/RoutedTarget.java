package dev.shardproof.scenarios.wiring;

import dev.shardproof.loadgen.driver.Completion;
import dev.shardproof.loadgen.driver.Target;
import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.simulator.client.ClientResult;
import dev.shardproof.simulator.client.ClientStatement;
import dev.shardproof.simulator.client.ShardedClient;
import dev.shardproof.verifier.history.Outcome;
import java.util.Objects;

/** Sends the load generator's operations through the simulated application's data layer. Thread-safe. */
final class RoutedTarget implements Target {

    private final ShardedClient client;

    RoutedTarget(ShardedClient client) {
        this.client = Objects.requireNonNull(client, "client is null");
    }

    @Override
    public Completion execute(Operation operation) {
        ClientResult result = client.execute(
                operation.key(),
                operation.write(),
                operation.statements().stream()
                        .map(statement -> new ClientStatement(statement.sql(), statement.parameters()))
                        .toList());
        return new Completion(
                outcome(result.outcome()), result.shard(), result.epoch(), result.attempts(), result.error());
    }

    private static Outcome outcome(ClientResult.Outcome outcome) {
        return switch (outcome) {
            case ACKNOWLEDGED -> Outcome.ACKNOWLEDGED;
            case REJECTED -> Outcome.REJECTED;
            case INDETERMINATE -> Outcome.INDETERMINATE;
        };
    }
}
