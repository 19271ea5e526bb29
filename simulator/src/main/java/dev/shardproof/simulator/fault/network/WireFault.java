package dev.shardproof.simulator.fault.network;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.lease.Lease;
import java.io.IOException;

/** A fault on one proxy. */
final class WireFault implements ActiveFault {

    private final Fault fault;
    private final String proxyName;
    private final Disturbance disturbance;
    private final Lease lease;
    private boolean healed;

    WireFault(Fault fault, String proxyName, Disturbance disturbance, Lease lease) {
        this.fault = fault;
        this.proxyName = proxyName;
        this.disturbance = disturbance;
        this.lease = lease;
    }

    /** Begins; if it can not, all that acts already is taken back. */
    void begin() {
        try {
            disturbance.begin();
        } catch (IOException e) {
            FaultException failure =
                    new FaultException("%s was not injected: %s".formatted(fault.name(), e.getMessage()), e);
            try {
                close();
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
            disturbance.heal();
        } catch (IOException e) {
            throw new FaultException(
                    "%s was not healed: it may still act on proxy %s: %s"
                            .formatted(fault.name(), proxyName, e.getMessage()),
                    e);
        }
        healed = true;
        lease.close();
    }
}
