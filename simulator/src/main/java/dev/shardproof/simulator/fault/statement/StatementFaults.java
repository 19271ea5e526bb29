package dev.shardproof.simulator.fault.statement;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.fault.ActingFault;
import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.ShardLinks;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.lease.HealAction;
import dev.shardproof.simulator.fault.lease.Lease;
import dev.shardproof.simulator.fault.lease.Leases;
import dev.shardproof.simulator.fault.proxy.ToxicApi;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Puts faults on statements, by the toxics of the embedded wire proxy that know SQL. Behind a real Toxiproxy server there
 * are none: then it has no kinds, and refuses faults with a message that says which proxy is needed. Thread-safe.
 */
public final class StatementFaults implements FaultFamily {

    /** What the clients are told; the probes look for it. */
    static final String MESSAGE = "injected by Shardproof";

    private static final Set<FaultKind> KINDS =
            Set.of(FaultKind.KILL_STATEMENT, FaultKind.DELAY_STATEMENT, FaultKind.FAIL_STATEMENT, FaultKind.LOST_REPLY);

    private final ShardLinks links;
    private final Cluster cluster;
    private final Leases leases;
    private final LongSupplier nanoTime;
    private final ToxicApi api;
    private final AtomicLong injections = new AtomicLong();

    /**
     * Injects into {@code links}; they and the cluster stay the caller's.
     *
     * @param cluster the servers behind the links, where the probes look
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public StatementFaults(ShardLinks links, Cluster cluster, Leases leases, LongSupplier nanoTime) {
        this.links = Objects.requireNonNull(links, "links is null");
        this.cluster = Objects.requireNonNull(cluster, "cluster is null");
        this.leases = Objects.requireNonNull(leases, "leases is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        this.api = new ToxicApi(links.server());
    }

    /** All kinds of statement faults, and the lost reply; none behind a proxy that can not read statements. */
    @Override
    public Set<FaultKind> kinds() {
        return links.server().readsStatements() ? KINDS : Set.of();
    }

    @Override
    public List<Measure> measures(Fault fault) {
        refuseOthers(fault);
        return StatementMeasures.of(
                fault,
                cluster.shard(fault.target().requireShard()),
                links.link(fault.target().requireShard()),
                nanoTime);
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        refuseOthers(fault);
        String proxy = links.proxy(fault.target().requireShard()).getName();
        // A number, because several faults of one kind may act on one shard at once.
        String toxic = fault.kind().key() + "_" + injections.incrementAndGet();
        Lease lease = leases.grant(
                fault.name(),
                timeToLive,
                List.of(new HealAction.RemoveToxic(
                        links.server().host(), links.server().port(), proxy, toxic)));
        String type = fault.kind() == FaultKind.LOST_REPLY ? "lost_reply" : "statement";
        return ActingFault.begin(
                fault, lease, () -> api.add(proxy, toxic, type, attributes(fault)), () -> api.remove(proxy, toxic));
    }

    /**
     * Checks what a scenario can know before a run: that the pattern is one, and that a harmless statement matches it, by
     * which the fault can be proven.
     *
     * @throws FaultException if not, with what to write instead
     */
    public static void requireProvable(Fault fault) {
        if (KINDS.contains(fault.kind())) {
            StatementMeasures.statementFor(fault);
        }
    }

    private void refuseOthers(Fault fault) {
        if (!KINDS.contains(fault.kind())) {
            throw new FaultException("%s is no fault of a statement".formatted(fault.name()));
        }
        if (!links.server().readsStatements()) {
            throw new FaultException(
                    "%s needs the embedded wire proxy, because it has to read statements; this is %s, which can not"
                            .formatted(fault.name(), links.server().description()));
        }
    }

    private static Map<String, Object> attributes(Fault fault) {
        String on = fault.text("on");
        long nth = fault.count("nth");
        return switch (fault.kind()) {
            case KILL_STATEMENT -> Map.of("action", "kill", "on", on, "nth", nth);
            case DELAY_STATEMENT ->
                Map.of(
                        "action",
                        "delay",
                        "on",
                        on,
                        "nth",
                        nth,
                        "delay",
                        fault.duration("delay").toMillis());
            case FAIL_STATEMENT ->
                Map.of("action", "error", "on", on, "nth", nth, "sqlstate", fault.text("sqlState"), "message", MESSAGE);
            default -> Map.of("on", on, "nth", nth, "end", "reset");
        };
    }
}
