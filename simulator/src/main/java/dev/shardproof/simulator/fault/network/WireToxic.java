package dev.shardproof.simulator.fault.network;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.lease.Lease;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.Toxic;
import java.io.FileNotFoundException;
import java.io.IOException;

/** A toxic on a proxy; healed by removing it. */
final class WireToxic implements ActiveFault {

    /** How the client's message begins when the proxy is not there any more; then nothing acts on it. */
    private static final String NOT_FOUND = "[404]";

    private final Fault fault;
    private final Proxy proxy;
    private final String toxicName;
    private final Lease lease;
    private boolean healed;

    WireToxic(Fault fault, Proxy proxy, String toxicName, Lease lease) {
        this.fault = fault;
        this.proxy = proxy;
        this.toxicName = toxicName;
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
            remove();
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).startsWith(NOT_FOUND)) {
                throw new FaultException(
                        "%s was not healed: toxic %s may still act on proxy %s: %s"
                                .formatted(fault.name(), toxicName, proxy.getName(), e.getMessage()),
                        e);
            }
        }
        healed = true;
        lease.close();
    }

    private void remove() throws IOException {
        for (Toxic toxic : proxy.toxics().getAll()) {
            if (toxic.getName().equals(toxicName)) {
                try {
                    toxic.remove();
                } catch (FileNotFoundException e) {
                    return; // 404: somebody removed it since we looked; gone is gone
                }
            }
        }
    }
}
