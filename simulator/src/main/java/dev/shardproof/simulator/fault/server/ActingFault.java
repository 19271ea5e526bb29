package dev.shardproof.simulator.fault.server;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.lease.Lease;
import java.io.IOException;
import java.sql.SQLException;

/** A fault on a server that acts: it heals by one step, and gives its lease back then. */
final class ActingFault implements ActiveFault {

    private final Fault fault;
    private final Lease lease;
    private final Step healing;
    private boolean healed;

    /** What makes a fault act, or heals it; healing must be harmless where the fault does not act. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException, SQLException;
    }

    private ActingFault(Fault fault, Lease lease, Step healing) {
        this.fault = fault;
        this.lease = lease;
        this.healing = healing;
    }

    /**
     * Lets a fault act.
     *
     * @param lease taken already
     * @throws FaultException if it does not come to act; it was healed then
     */
    static ActingFault begin(Fault fault, Lease lease, Step injection, Step healing) {
        ActingFault acting = new ActingFault(fault, lease, healing);
        try {
            injection.run();
            return acting;
        } catch (IOException | SQLException | RuntimeException e) {
            FaultException failure =
                    new FaultException("%s was not injected: %s".formatted(fault.name(), e.getMessage()), e);
            try {
                acting.close();
            } catch (FaultException again) {
                failure.addSuppressed(again);
            }
            throw failure;
        }
    }

    @Override
    public Fault fault() {
        return fault;
    }

    @Override
    public synchronized void close() {
        if (healed) {
            return;
        }
        try {
            healing.run();
        } catch (IOException | SQLException e) {
            throw new FaultException("%s was not healed: %s".formatted(fault.name(), e.getMessage()), e);
        }
        healed = true;
        lease.close();
    }
}
