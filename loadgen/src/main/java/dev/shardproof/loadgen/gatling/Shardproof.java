package dev.shardproof.loadgen.gatling;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;

/**
 * The simulation that Gatling runs: every operation of the load's dispatcher is a virtual user with one request. Its
 * simple name is the title of Gatling's report.
 *
 * <p>Public, with a constructor without arguments, since Gatling instantiates it by its name; what it needs it gets from
 * the one load that is running in this JVM.
 */
public final class Shardproof extends Simulation {

    public Shardproof() {
        PacedInjection injection = new PacedInjection(GatlingLoad.running());
        setUp(injected(scenario("operations").exec(exec(session -> session)).injectOpen(atOnceUsers(1)), injection));
    }

    /** The same population with an injection profile for which Gatling's Java API has no word. */
    private static PopulationBuilder injected(PopulationBuilder population, PacedInjection injection) {
        io.gatling.core.structure.PopulationBuilder scala = population.asScala();
        return new PopulationBuilder(scala.copy(
                scala.scenarioBuilder(),
                injection,
                scala.scenarioProtocols(),
                scala.scenarioThrottleSteps(),
                scala.pauseType(),
                scala.children(),
                scala.shard()));
    }
}
