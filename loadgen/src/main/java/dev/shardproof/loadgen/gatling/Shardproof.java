package dev.shardproof.loadgen.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.shardproof.loadgen.driver.Dispatcher;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;

/**
 * The simulation that Gatling runs: an open model of constant rate in which every virtual user does one operation. Its
 * simple name is the title of Gatling's report.
 *
 * <p>A load that is stopped early ends with the first user after the dispatcher has settled everything: at the latest
 * one second later, for the rate is at least 1/s. Then nobody reports any more, and Gatling forgets nothing.
 *
 * <p>Public, with a constructor without arguments, since Gatling instantiates it by its name; what it needs it gets from
 * the one load that is running in this JVM.
 */
public final class Shardproof extends Simulation {

    public Shardproof() {
        GatlingLoad.Running running = GatlingLoad.running();
        Dispatcher dispatcher = running.protocol().dispatcher();
        PopulationBuilder population = scenario("operations")
                .exec(exec(OperationAction.builder()))
                .stopLoadGeneratorIf("the load is over", session -> dispatcher.isOver())
                .injectOpen(constantUsersPerSec(running.settings().ratePerSecond())
                        .during(running.settings().maxDuration()));
        setUp(timed(population, dispatcher)).protocols(running::protocol);
    }

    private static PopulationBuilder timed(PopulationBuilder population, Dispatcher dispatcher) {
        io.gatling.core.structure.PopulationBuilder scala = population.asScala();
        return new PopulationBuilder(scala.copy(
                scala.scenarioBuilder(),
                new TimedInjection(scala.injectionProfile(), dispatcher::began),
                scala.scenarioProtocols(),
                scala.scenarioThrottleSteps(),
                scala.pauseType(),
                scala.children(),
                scala.shard()));
    }
}
