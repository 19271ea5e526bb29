package dev.shardproof.simulator.migration;

import dev.shardproof.simulator.migration.port.MigrationClock;
import dev.shardproof.simulator.migration.port.MigrationException;
import dev.shardproof.simulator.routing.RoutingAuthority;
import dev.shardproof.simulator.routing.RoutingException;
import dev.shardproof.simulator.topology.Topology;
import java.time.Duration;

/** Changes the routing by compare-and-set, and does not guess. For one thread. */
final class RoutingSwitch {

    /** How often the authority is asked to switch while it does not answer, and how long it gets in between. */
    private static final int ATTEMPTS = 5;

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final RoutingAuthority authority;
    private final MigrationClock clock;

    /** The authority was told to switch and has not answered: from here on neither way back nor way on is safe. */
    private boolean inDoubt;

    RoutingSwitch(RoutingAuthority authority, MigrationClock clock) {
        this.authority = authority;
        this.clock = clock;
    }

    boolean inDoubt() {
        return inDoubt;
    }

    /** A compare-and-set whose answer got lost may have happened, so it is asked again until it is certain. */
    void change(long expectedEpoch, Topology next) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                boolean switched = authority.compareAndSet(expectedEpoch, next)
                        || inDoubt && authority.current().equals(next);
                inDoubt = false;
                if (switched) {
                    return;
                }
            } catch (RoutingException e) {
                inDoubt = true;
                if (attempt == ATTEMPTS) {
                    throw new MigrationException(
                            ("the routing authority does not tell whether it has switched to epoch %d (%s); writes"
                                            + " stay fenced and nothing is taken back: ask it, then go on or lower the"
                                            + " fences")
                                    .formatted(next.epoch(), e.getMessage()),
                            e);
                }
                clock.sleep(PAUSE);
                continue;
            }
            throw new MigrationException("the routing is no longer at epoch %d: somebody else changed it; nothing was"
                            .formatted(expectedEpoch)
                    + " switched");
        }
    }
}
