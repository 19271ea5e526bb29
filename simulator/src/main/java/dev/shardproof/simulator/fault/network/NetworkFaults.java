package dev.shardproof.simulator.fault.network;

import static eu.rekawek.toxiproxy.model.ToxicDirection.DOWNSTREAM;
import static eu.rekawek.toxiproxy.model.ToxicDirection.UPSTREAM;

import dev.shardproof.simulator.cluster.ShardServer;
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
import dev.shardproof.simulator.fault.network.Toxics.Addition;
import dev.shardproof.simulator.fault.network.Toxics.Setting;
import dev.shardproof.simulator.fault.proxy.ToxicApi;
import dev.shardproof.simulator.topology.ShardId;
import eu.rekawek.toxiproxy.Proxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Puts faults on the links to the shards, and on those between two of them, through the Toxiproxy Java client and by standard
 * toxics only: a real Toxiproxy server does the same as the embedded wire proxy. Thread-safe.
 */
public final class NetworkFaults implements FaultFamily {

    private static final Set<FaultKind> KINDS = Set.copyOf(EnumSet.of(
            FaultKind.SLOW_SHARD,
            FaultKind.JITTER,
            FaultKind.BANDWIDTH,
            FaultKind.PARTITION,
            FaultKind.BLACK_HOLE,
            FaultKind.CONNECTION_RESET,
            FaultKind.HALF_OPEN,
            FaultKind.SLOW_CLOSE,
            FaultKind.FLAPPING));

    /** A toxic's rate is in thousands of bytes. */
    private static final long RATE_UNIT = 1_000;

    /** Longer than any fault: an end that is held back this long does not arrive. */
    private static final long NEVER_MILLIS = Duration.ofDays(1).toMillis();

    private final ShardLinks links;
    private final Leases leases;
    private final NetworkMeasures measures;
    private final ToxicApi api;
    private final AtomicLong injections = new AtomicLong();

    /**
     * Injects into {@code links}, which stay the caller's.
     *
     * @param servers the servers behind the links: measures ask them directly
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public NetworkFaults(
            ShardLinks links, Function<ShardId, ShardServer> servers, Leases leases, LongSupplier nanoTime) {
        this.links = Objects.requireNonNull(links, "links is null");
        this.leases = Objects.requireNonNull(leases, "leases is null");
        this.measures = new NetworkMeasures(links, servers, nanoTime);
        this.api = new ToxicApi(links.server());
    }

    @Override
    public Set<FaultKind> kinds() {
        return KINDS;
    }

    @Override
    public List<Measure> measures(Fault fault) {
        return measures.of(fault);
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        if (!KINDS.contains(fault.kind())) {
            throw new FaultException("%s can not be injected on the wire".formatted(fault.name()));
        }
        Proxy proxy = measures.proxy(fault);
        List<Setting> settings = settings(fault);
        Disturbance disturbance = switch (fault.kind()) {
            case CONNECTION_RESET -> {
                Duration half = fault.duration("every").dividedBy(2);
                yield new Alternation(fault.name(), new Toxics(proxy, settings, api), half, half, timeToLive);
            }
            case FLAPPING ->
                new Alternation(
                        fault.name(), new ProxyDown(proxy), fault.duration("down"), fault.duration("up"), timeToLive);
            default -> new Toxics(proxy, settings, api);
        };
        Lease lease = leases.grant(fault.name(), timeToLive, healing(proxy.getName(), fault, settings));
        return ActingFault.begin(fault, lease, disturbance::begin, disturbance::heal);
    }

    private List<HealAction> healing(String proxy, Fault fault, List<Setting> settings) {
        String host = links.server().host();
        int port = links.server().port();
        List<HealAction> actions = new ArrayList<>();
        if (fault.kind() == FaultKind.FLAPPING) {
            actions.add(new HealAction.EnableProxy(host, port, proxy));
        }
        settings.forEach(setting -> actions.add(new HealAction.RemoveToxic(host, port, proxy, setting.name())));
        return actions;
    }

    /** The toxics of a fault; none for one that takes the whole proxy down. */
    private List<Setting> settings(Fault fault) {
        return switch (fault.kind()) {
            case SLOW_SHARD ->
                // On the answers only: so a round trip takes the latency once longer, and not twice.
                named(fault, latency(fault.duration("latency"), fault.duration("jitter")));
            case JITTER -> {
                Duration half = fault.duration("spread").dividedBy(2);
                yield named(fault, latency(half, half));
            }
            case BANDWIDTH -> {
                long rate = Math.max(1, fault.count("rate") / RATE_UNIT);
                yield named(
                        fault,
                        (proxy, name) -> proxy.toxics().bandwidth(name, UPSTREAM, rate),
                        (proxy, name) -> proxy.toxics().bandwidth(name, DOWNSTREAM, rate));
            }
            case PARTITION ->
                switch (fault.text("direction")) {
                    case "requests" -> named(fault, NetworkFaults::loseRequests);
                    case "answers" -> named(fault, NetworkFaults::loseAnswers);
                    default -> named(fault, NetworkFaults::loseRequests, NetworkFaults::loseAnswers);
                };
            case BLACK_HOLE -> named(fault, NetworkFaults::loseRequests, NetworkFaults::loseAnswers);
            case CONNECTION_RESET ->
                named(fault, (proxy, name) -> proxy.toxics().resetPeer(name, DOWNSTREAM, 0));
            case HALF_OPEN ->
                // The next request ends the server's side, and that end never gets back to the client. In this order.
                named(
                        fault,
                        (proxy, name) -> proxy.toxics().slowClose(name, DOWNSTREAM, NEVER_MILLIS),
                        (proxy, name) -> proxy.toxics().limitData(name, UPSTREAM, 0));
            case SLOW_CLOSE -> {
                long delay = fault.duration("delay").toMillis();
                yield named(
                        fault,
                        (proxy, name) -> proxy.toxics().slowClose(name, UPSTREAM, delay),
                        (proxy, name) -> proxy.toxics().slowClose(name, DOWNSTREAM, delay));
            }
            default -> List.of();
        };
    }

    private static Addition latency(Duration latency, Duration jitter) {
        return (proxy, name) -> {
            var toxic = proxy.toxics().latency(name, DOWNSTREAM, latency.toMillis());
            if (!jitter.isZero()) {
                toxic.setJitter(jitter.toMillis());
            }
        };
    }

    private static void loseRequests(Proxy proxy, String name) throws IOException {
        proxy.toxics().timeout(name, UPSTREAM, 0);
    }

    private static void loseAnswers(Proxy proxy, String name) throws IOException {
        proxy.toxics().timeout(name, DOWNSTREAM, 0);
    }

    /** Names end in a number, because several faults of one kind may act on one shard at once. */
    private List<Setting> named(Fault fault, Addition... additions) {
        List<Setting> settings = new ArrayList<>();
        for (Addition addition : additions) {
            settings.add(new Setting(fault.kind().key() + "_" + injections.incrementAndGet(), addition));
        }
        return settings;
    }
}
