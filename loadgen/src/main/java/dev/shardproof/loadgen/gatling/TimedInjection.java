package dev.shardproof.loadgen.gatling;

import io.gatling.commons.util.Clock;
import io.gatling.core.controller.inject.InjectionProfile;
import io.gatling.core.controller.inject.Workload;
import io.gatling.core.scenario.Scenario;
import io.gatling.core.stats.StatsEngine;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import scala.Option;

/**
 * Gatling's injection plan, unchanged, which also tells when it begins: Gatling keeps that to itself otherwise, and the
 * release of the first virtual users, in a JVM that is still cold, comes some hundred milliseconds later.
 *
 * @param plan Gatling's own plan
 * @param onBegin gets the age of the beginning in milliseconds, at the moment when it is called
 */
record TimedInjection(InjectionProfile plan, LongConsumer onBegin) implements InjectionProfile {

    @Override
    public Option<Object> totalUserCount() {
        return plan.totalUserCount();
    }

    @Override
    public Workload workload(
            Scenario scenario,
            AtomicLong userIds,
            long startMillis,
            EventLoopGroup eventLoops,
            StatsEngine stats,
            Clock clock) {
        onBegin.accept(clock.nowMillis() - startMillis);
        return plan.workload(scenario, userIds, startMillis, eventLoops, stats, clock);
    }
}
