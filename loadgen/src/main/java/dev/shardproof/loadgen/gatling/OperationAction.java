package dev.shardproof.loadgen.gatling;

import com.typesafe.scalalogging.Logger;
import dev.shardproof.loadgen.driver.Dispatcher;
import dev.shardproof.loadgen.driver.OperationListener;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Outcome;
import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.gatling.core.stats.StatsEngine;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.javaapi.core.ActionBuilder;
import java.util.concurrent.TimeUnit;
import scala.Option;

/**
 * One virtual user's only step: releases the operation of its slot and reports its outcome to Gatling.
 *
 * <p>Runs on an event loop and never blocks it: the dispatcher has threads of its own. Users are numbered from 1 in the
 * order of the injection plan, which is what ties a user to its slot. Gatling's report counts from the intended start,
 * too, in its unit, milliseconds.
 */
final class OperationAction implements Action {

    private final Dispatcher dispatcher;
    private final StatsEngine stats;
    private final Action next;
    private Logger logger;

    private OperationAction(Dispatcher dispatcher, StatsEngine stats, Action next) {
        this.dispatcher = dispatcher;
        this.stats = stats;
        this.next = next;
        Action.$init$(this); // sets the logger, as the constructor of a Scala class would
    }

    static ActionBuilder builder() {
        return () -> (ScenarioContext context, Action next) -> new OperationAction(
                context.protocolComponentsRegistry()
                        .components(LoadProtocol.KEY)
                        .dispatcher(),
                context.coreComponents().statsEngine(),
                next);
    }

    @Override
    public String name() {
        return "operation";
    }

    @Override
    public void execute(Session session) {
        dispatcher.release(session.userId() - 1, new OperationListener() {
            @Override
            public void ended(ClientOperation operation) {
                report(session, operation);
            }

            @Override
            public void skipped() {
                next.$bang(session);
            }
        });
    }

    private void report(Session session, ClientOperation operation) {
        boolean ok = operation.outcome() == Outcome.ACKNOWLEDGED;
        Option<String> message = ok ? Option.empty() : Option.apply(operation.outcome() + " " + operation.error());
        stats.logResponse(
                session.scenario(),
                session.groups(),
                operation.name(),
                TimeUnit.MICROSECONDS.toMillis(operation.intendedMicros()),
                TimeUnit.MICROSECONDS.toMillis(operation.endMicros()),
                ok ? OK$.MODULE$ : KO$.MODULE$,
                Option.empty(),
                message);
        next.$bang(ok ? session : session.markAsFailed());
    }

    @Override
    public Logger logger() {
        return logger;
    }

    @Override
    public void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(Logger logger) {
        this.logger = logger;
    }
}
