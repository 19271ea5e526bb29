package dev.shardproof.simulator.fault;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** Puts faults on the links to the shards, through the Toxiproxy Java client only. */
public final class WireFaultInjector implements FaultInjector {

    /** How the client's message begins when the proxy is not there any more; then nothing acts on it. */
    private static final String NOT_FOUND = "[404]";

    private final ShardLinks links;
    private final AtomicLong injections = new AtomicLong();

    /** Injects into {@code links}, which stay the caller's. */
    public WireFaultInjector(ShardLinks links) {
        this.links = Objects.requireNonNull(links, "links is null");
    }

    @Override
    public ActiveFault inject(Fault fault) {
        switch (fault.kind()) {
            case SLOW_SHARD:
                return slow((SlowShard) fault);
            default:
                throw new IllegalArgumentException("fault %s cannot be injected on the wire".formatted(fault.name()));
        }
    }

    /** On the answers only: so a round trip takes the latency once longer, and not twice. */
    private ActiveFault slow(SlowShard fault) {
        Proxy proxy = links.proxy(fault.shard());
        // A number, because several faults of one kind may act on one shard at once.
        String toxicName = "slow_shard_" + injections.incrementAndGet();
        Toxic toxic = new Toxic(proxy, toxicName, fault);
        try {
            Latency latency = proxy.toxics()
                    .latency(
                            toxicName,
                            ToxicDirection.DOWNSTREAM,
                            fault.latency().toMillis());
            if (!fault.jitter().isZero()) {
                latency.setJitter(fault.jitter().toMillis());
            }
            return toxic;
        } catch (IOException e) {
            FaultException failure =
                    new FaultException("%s was not injected: %s".formatted(fault.name(), e.getMessage()), e);
            undo(toxic, failure);
            throw failure;
        }
    }

    private static void undo(Toxic halfMade, FaultException failure) {
        try {
            halfMade.close();
        } catch (FaultException e) {
            failure.addSuppressed(e);
        }
    }

    /** A toxic on a proxy; healed by removing it. */
    private static final class Toxic implements ActiveFault {
        private final Proxy proxy;
        private final String toxicName;
        private final Fault fault;
        private boolean healed;

        Toxic(Proxy proxy, String toxicName, Fault fault) {
            this.proxy = proxy;
            this.toxicName = toxicName;
            this.fault = fault;
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
                healed = true;
            } catch (IOException e) {
                if (String.valueOf(e.getMessage()).startsWith(NOT_FOUND)) {
                    healed = true;
                    return;
                }
                throw new FaultException(
                        "%s was not healed: toxic %s may still act on proxy %s: %s"
                                .formatted(fault.name(), toxicName, proxy.getName(), e.getMessage()),
                        e);
            }
        }

        private void remove() throws IOException {
            for (eu.rekawek.toxiproxy.model.Toxic toxic : proxy.toxics().getAll()) {
                if (toxic.getName().equals(toxicName)) {
                    try {
                        toxic.remove();
                    } catch (FileNotFoundException e) {
                        // 404: somebody removed it since we looked; gone is gone.
                        return;
                    }
                }
            }
        }
    }
}
