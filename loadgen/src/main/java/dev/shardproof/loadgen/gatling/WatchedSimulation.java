package dev.shardproof.loadgen.gatling;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.forever;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.core.scenario.SimulationParams;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/**
 * A user's simulation with one more virtual user, who sends nothing and ends the run when that is asked for.
 *
 * <p>Public, with a constructor without arguments, since Gatling instantiates it by its name.
 */
public final class WatchedSimulation extends Simulation {

    private static final Duration LOOK = Duration.ofMillis(100);

    private final GatlingSimulation watched = GatlingSimulation.running();

    @Override
    public SimulationParams params(String name) {
        SimulationParams params =
                watched.simulation().params(watched.simulation().getClass().getSimpleName());
        return new SimulationParams(
                params.name(),
                params.rootPopulationBuilders().$colon$colon(watcher().asScala()),
                params.globalProtocols(),
                params.globalPauseType(),
                params.globalThrottleSteps(),
                params.maxDuration(),
                params.assertions(),
                params.before(),
                params.after());
    }

    private PopulationBuilder watcher() {
        return scenario("shardproof")
                .exec(exec(session -> {
                    watched.began();
                    return session;
                }))
                .exec(forever().on(pause(LOOK).stopLoadGeneratorIf("the run is over", session -> watched.isOver())))
                .injectOpen(atOnceUsers(1));
    }
}
