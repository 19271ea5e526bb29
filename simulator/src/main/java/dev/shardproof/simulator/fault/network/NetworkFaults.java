package dev.shardproof.simulator.fault.network;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.ExpectedEffect;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.ShardLinks;
import dev.shardproof.simulator.fault.Summary;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.lease.HealAction;
import dev.shardproof.simulator.fault.lease.Lease;
import dev.shardproof.simulator.fault.lease.Leases;
import dev.shardproof.simulator.fault.probe.LinkProbe;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Puts faults on the links to the shards, through the Toxiproxy Java client only. Thread-safe. */
public final class NetworkFaults implements FaultFamily {

    /** What a busy machine adds to a median by itself; a healed link may differ that much. */
    private static final double NOISE_MILLIS = 5;

    private static final double SEEN_SHARE = 0.8;
    private static final double HEALED_SHARE = 0.2;

    private final ShardLinks links;
    private final Leases leases;
    private final LongSupplier nanoTime;
    private final AtomicLong injections = new AtomicLong();

    /**
     * Injects into {@code links}, which stay the caller's.
     *
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public NetworkFaults(ShardLinks links, Leases leases, LongSupplier nanoTime) {
        this.links = Objects.requireNonNull(links, "links is null");
        this.leases = Objects.requireNonNull(leases, "leases is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    @Override
    public Set<FaultKind> kinds() {
        return Set.of(FaultKind.SLOW_SHARD);
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        if (fault.kind() != FaultKind.SLOW_SHARD) {
            throw new FaultException("%s can not be injected on the wire".formatted(fault.name()));
        }
        return slow(fault, timeToLive);
    }

    @Override
    public List<Measure> measures(Fault fault) {
        return List.of(new Measure(
                slowness(fault),
                LinkProbe.of(
                        links.link(fault.target().requireShard()),
                        fault.duration("latency").plus(fault.duration("jitter")),
                        nanoTime)));
    }

    /**
     * Bite: 80 % of the latency; with jitter, 80 % of the least latency that a round trip can have, but never under 40 %
     * of the latency, so that a median over few samples does not fail by chance. Healed: 20 % of the latency, or the noise
     * of a busy machine where that is more.
     */
    static ExpectedEffect slowness(Fault fault) {
        double latency = fault.duration("latency").toMillis();
        double certain = Math.max(latency - fault.duration("jitter").toMillis(), latency / 2);
        return ExpectedEffect.of(
                "median round trip to " + fault.target(),
                "ms",
                Summary.MEDIAN,
                SEEN_SHARE * certain,
                Math.max(NOISE_MILLIS, HEALED_SHARE * latency));
    }

    /** On the answers only: so a round trip takes the latency once longer, and not twice. */
    private ActiveFault slow(Fault fault, Duration timeToLive) {
        Proxy proxy = links.proxy(fault.target().requireShard());
        // A number, because several faults of one kind may act on one shard at once.
        String toxicName = "slow_shard_" + injections.incrementAndGet();
        Lease lease = leases.grant(
                fault.name(),
                timeToLive,
                List.of(new HealAction.RemoveToxic(
                        links.server().host(), links.server().port(), proxy.getName(), toxicName)));
        WireToxic toxic = new WireToxic(fault, proxy, toxicName, lease);
        try {
            Latency latency = proxy.toxics()
                    .latency(
                            toxicName,
                            ToxicDirection.DOWNSTREAM,
                            fault.duration("latency").toMillis());
            if (!fault.duration("jitter").isZero()) {
                latency.setJitter(fault.duration("jitter").toMillis());
            }
            return toxic;
        } catch (IOException e) {
            FaultException failure =
                    new FaultException("%s was not injected: %s".formatted(fault.name(), e.getMessage()), e);
            try {
                toxic.close();
            } catch (FaultException again) {
                failure.addSuppressed(again);
            }
            throw failure;
        }
    }
}
