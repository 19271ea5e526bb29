package dev.shardproof.scenarios.application;

import dev.shardproof.loadgen.driver.Completion;
import dev.shardproof.loadgen.driver.Target;
import dev.shardproof.loadgen.workload.Operation;
import dev.shardproof.simulator.client.ApplicationInstance;
import dev.shardproof.simulator.client.ClientCounts;
import dev.shardproof.simulator.client.ClientGauges;
import dev.shardproof.simulator.client.ClientRequest;
import dev.shardproof.simulator.client.ClientResult;
import dev.shardproof.simulator.client.ClientStatement;
import dev.shardproof.verifier.history.Outcome;
import java.util.List;

/**
 * All instances of the simulated application. Each operation goes through the data layer of the instance at which it arrives.
 * Thread-safe. Closing it closes the instances.
 */
public final class ApplicationTier implements Target, AutoCloseable {

    private final List<ApplicationInstance> instances;

    /** @param instances at least one; closed by this */
    public ApplicationTier(List<ApplicationInstance> instances) {
        this.instances = List.copyOf(instances);
        if (instances.isEmpty()) {
            throw new IllegalArgumentException("an application without instances");
        }
    }

    /** All instances, in their order. */
    List<ApplicationInstance> instances() {
        return instances;
    }

    /** What all instances together have done. */
    ClientCounts counts() {
        return instances.stream()
                .map(ApplicationInstance::counts)
                .reduce(ClientCounts::plus)
                .orElseThrow();
    }

    /** How all instances together are at present. */
    ClientGauges gauges() {
        return instances.stream()
                .map(ApplicationInstance::gauges)
                .reduce(ClientGauges::plus)
                .orElseThrow();
    }

    @Override
    public Completion execute(Operation operation) {
        ClientResult result = instances
                .get(operation.instance())
                .execute(new ClientRequest(
                        operation.key(),
                        operation.alsoKeys(),
                        operation.everyShard(),
                        operation.write(),
                        operation.statements().stream()
                                .map(statement -> new ClientStatement(
                                        statement.sql(), statement.parameters(), statement.observed()))
                                .toList()));
        return new Completion(
                outcome(result.outcome()),
                result.shard(),
                result.epoch(),
                result.attempts(),
                result.error(),
                result.observed());
    }

    private static Outcome outcome(ClientResult.Outcome outcome) {
        return switch (outcome) {
            case ACKNOWLEDGED -> Outcome.ACKNOWLEDGED;
            case REJECTED -> Outcome.REJECTED;
            case INDETERMINATE -> Outcome.INDETERMINATE;
        };
    }

    @Override
    public void close() {
        instances.forEach(ApplicationInstance::close);
    }
}
