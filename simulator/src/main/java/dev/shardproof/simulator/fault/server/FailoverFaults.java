package dev.shardproof.simulator.fault.server;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.cluster.ServerControl;
import dev.shardproof.simulator.cluster.Standby;
import dev.shardproof.simulator.cluster.StandbySource;
import dev.shardproof.simulator.fault.ActingFault;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Makes a standby of a server, kills the server, and at the fault's end lets the standby take over. The time between is the
 * time that nobody has noticed yet. Thread-safe.
 *
 * <p>Healing leaves another server at the same address: without the slots of the old one, on the next timeline, and with an
 * asynchronous standby perhaps without its last commits.
 */
final class FailoverFaults implements FaultFamily {

    private final Cluster cluster;

    FailoverFaults(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Set<FaultKind> kinds() {
        return Set.of(FaultKind.FAILOVER);
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        ServerControl control = ServerFaults.control(cluster, fault);
        StandbySource standbys = ServerFaults.ability(fault, control.standbys(), "its provider can not make standbys");
        Failover failover =
                new Failover(control, standbys, fault.text("standby").equals("synchronous"));
        // No lease: server and standby are children of this run and end with it.
        return ActingFault.begin(fault, ServerFaults.NO_LEASE, failover::begin, failover::end);
    }

    @Override
    public List<Measure> measures(Fault fault) {
        return List.of(ProcessFaults.refusals(cluster.shard(fault.target().requireShard())));
    }

    private static final class Failover {
        private final ServerControl control;
        private final StandbySource standbys;
        private final boolean synchronous;
        private Standby standby;
        private boolean killed;

        Failover(ServerControl control, StandbySource standbys, boolean synchronous) {
            this.control = control;
            this.standbys = standbys;
            this.synchronous = synchronous;
        }

        void begin() throws IOException {
            standby = standbys.create(synchronous);
            killed = true;
            control.kill();
        }

        /** A standby whose server lives on is not needed any more. */
        void end() throws IOException {
            if (killed) {
                control.kill();
                standby.takeOver();
            } else if (standby != null) {
                standby.close();
            }
        }
    }
}
