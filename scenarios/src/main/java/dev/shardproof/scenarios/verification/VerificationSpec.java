package dev.shardproof.scenarios.verification;

import dev.shardproof.scenarios.server.ServerAddress;
import dev.shardproof.verifier.plan.VerificationPlan;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A verification that was asked for: where and what.
 *
 * @param name names the folder of its reports
 * @param sources the servers that are right by definition, at least one
 * @param targets the servers that are judged, at least one
 * @param plan what to do
 */
public record VerificationSpec(
        String name, List<ServerAddress> sources, List<ServerAddress> targets, VerificationPlan plan) {

    /** The version of plan files that this build reads. */
    public static final String API_VERSION = "shardproof/v1";

    /** What tells a plan from a scenario. */
    public static final String KIND = "verification";

    /** The name of a verification that gives itself none. */
    public static final String DEFAULT_NAME = "verification";

    public VerificationSpec {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(plan, "plan is null");
        sources = List.copyOf(sources);
        targets = List.copyOf(targets);
        if (sources.isEmpty() || targets.isEmpty()) {
            throw new IllegalArgumentException("a verification needs a source and a target at least");
        }
    }

    /** Sources and targets. */
    public List<ServerAddress> servers() {
        return Stream.concat(sources.stream(), targets.stream()).toList();
    }
}
