package dev.shardproof.loadgen.gatling;

import dev.shardproof.loadgen.driver.Dispatcher;
import io.gatling.commons.util.Clock;
import io.gatling.core.controller.inject.InjectionProfile;
import io.gatling.core.controller.inject.Workload;
import io.gatling.core.scenario.Scenario;
import io.gatling.core.stats.StatsEngine;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;

/**
 * An injection profile for Gatling whose virtual users are the operations of a dispatcher, begun to the microsecond by
 * threads that sleep until they are due. Gatling's own profiles release users in batches a second ahead, on timers that
 * are exact to some milliseconds, and each user costs several messages between threads (see docs/adr/0014).
 *
 * @param dispatcher begins the operations
 */
record PacedInjection(Dispatcher dispatcher) implements InjectionProfile {

    @Override
    public Option<Object> totalUserCount() {
        return Option.empty(); // Gatling only wants it to show how far it is
    }

    @Override
    public Workload workload(
            Scenario scenario,
            AtomicLong userIds,
            long startMillis,
            EventLoopGroup eventLoops,
            StatsEngine stats,
            Clock clock) {
        return new Paced(dispatcher, scenario, userIds, eventLoops, stats);
    }

    /** Gatling asks it every second for more users; it starts the dispatcher, and says when that is over. */
    private static final class Paced extends Workload {

        private final Dispatcher dispatcher;
        private final String scenario;
        private final StatsEngine stats;
        private boolean started;

        Paced(
                Dispatcher dispatcher,
                Scenario scenario,
                AtomicLong userIds,
                EventLoopGroup eventLoops,
                StatsEngine stats) {
            super(scenario, userIds, eventLoops, stats);
            this.dispatcher = dispatcher;
            this.scenario = scenario.name();
            this.stats = stats;
        }

        @Override
        public void injectBatch(FiniteDuration window) {
            if (!started) {
                started = true;
                dispatcher.start(new StatsListener(scenario, stats));
            }
            if (dispatcher.isOver()) {
                setAllScheduled();
            }
        }

        @Override
        public void endUser() {
            throw new IllegalStateException("Gatling has ended a user that it never had");
        }

        @Override
        public FiniteDuration duration() {
            return FiniteDuration.apply(0, TimeUnit.SECONDS); // as above
        }

        @Override
        public boolean isEmpty() {
            return false;
        }
    }
}
