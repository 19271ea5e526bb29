package dev.shardproof.loadgen.gatling;

import dev.shardproof.loadgen.driver.OperationListener;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Outcome;
import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.core.stats.StatsEngine;
import java.util.concurrent.TimeUnit;
import scala.Option;
import scala.collection.immutable.List;
import scala.collection.immutable.Nil$;

/**
 * Reports operations to Gatling: each as a virtual user with one request, from its intended start, in Gatling's unit,
 * milliseconds. One that was never sent is a request without a user.
 */
final class StatsListener implements OperationListener {

    private final String scenario;
    private final StatsEngine stats;

    StatsListener(String scenario, StatsEngine stats) {
        this.scenario = scenario;
        this.stats = stats;
    }

    @Override
    public void began() {
        stats.logUserStart(scenario);
    }

    @Override
    public void ended(ClientOperation operation) {
        boolean ok = operation.outcome() == Outcome.ACKNOWLEDGED;
        stats.logResponse(
                scenario,
                noGroups(),
                operation.name(),
                TimeUnit.MICROSECONDS.toMillis(operation.intendedMicros()),
                TimeUnit.MICROSECONDS.toMillis(operation.endMicros()),
                ok ? OK$.MODULE$ : KO$.MODULE$,
                Option.empty(),
                ok ? Option.empty() : Option.apply(operation.outcome() + " " + operation.error()));
        if (!operation.notSent()) {
            stats.logUserEnd(scenario);
        }
    }

    @SuppressWarnings("unchecked") // Scala's empty list is a list of anything
    private static List<String> noGroups() {
        return (List<String>) (List<?>) Nil$.MODULE$;
    }
}
