package dev.shardproof.simulator.fault.statement;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.lease.Lease;
import dev.shardproof.simulator.fault.proxy.ToxicApi;
import java.io.IOException;

/** A toxic that knows SQL; healed by removing it. One that is not there any more is healed. */
final class StatementToxic implements ActiveFault {

    private final Fault fault;
    private final ToxicApi api;
    private final String proxy;
    private final String toxic;
    private final Lease lease;
    private boolean healed;

    StatementToxic(Fault fault, ToxicApi api, String proxy, String toxic, Lease lease) {
        this.fault = fault;
        this.api = api;
        this.proxy = proxy;
        this.toxic = toxic;
        this.lease = lease;
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
            api.remove(proxy, toxic);
        } catch (IOException e) {
            throw new FaultException(
                    "%s was not healed: toxic %s may still act on proxy %s: %s"
                            .formatted(fault.name(), toxic, proxy, e.getMessage()),
                    e);
        }
        healed = true;
        lease.close();
    }

    /** Takes back what may have come to act although adding it failed. */
    FaultException undo(FaultException failure) {
        try {
            close();
        } catch (FaultException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }
}
