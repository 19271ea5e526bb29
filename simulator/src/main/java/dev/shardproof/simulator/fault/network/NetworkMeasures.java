package dev.shardproof.simulator.fault.network;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.fault.ExpectedEffect;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.Link;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.Probe;
import dev.shardproof.simulator.fault.ShardLinks;
import dev.shardproof.simulator.fault.Summary;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.probe.ChangesProbe;
import dev.shardproof.simulator.fault.probe.EndProbe;
import dev.shardproof.simulator.fault.probe.HalfOpenProbe;
import dev.shardproof.simulator.fault.probe.LinkProbe;
import dev.shardproof.simulator.fault.probe.LostWayProbe;
import dev.shardproof.simulator.fault.probe.ResetProbe;
import dev.shardproof.simulator.fault.probe.SlicedProbe;
import dev.shardproof.simulator.fault.probe.StreamProbe;
import dev.shardproof.simulator.fault.probe.TransferProbe;
import dev.shardproof.simulator.topology.ShardId;
import eu.rekawek.toxiproxy.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** How each fault of the wire is seen: by sockets of its own, and by asking the servers directly. Thread-safe. */
final class NetworkMeasures {

    /** What a busy machine adds to a figure by itself; a healed link may differ that much. */
    private static final double NOISE_MILLIS = 5;

    private static final double SEEN_SHARE = 0.8;
    private static final double HEALED_SHARE = 0.2;

    /** The spread from the 10th to the 90th percentile is 0.8 of an even one; of few samples it can be much less. */
    private static final double SEEN_SPREAD = 0.3;

    /** What is lost is lost at once; the patience is for a busy machine that loses nothing. */
    private static final Duration PATIENCE = Duration.ofMillis(750);

    /** Of each way; one that seems lost is tried twice. */
    private static final Duration WAY_PATIENCE = Duration.ofMillis(400);

    /** How long a link may take to answer that is only slow, besides what makes it slow. */
    private static final Duration LONG_PATIENCE = Duration.ofSeconds(5);

    /** How long a subscriber may take to confirm. */
    private static final Duration CONFIRMATION = Duration.ofSeconds(1);

    private static final double MOST_FAIL = 0.8;
    private static final double SOME_FAIL = 0.1;
    private static final double FAILURES_BY_CHANCE = 0.1;

    /** How long a transfer is to take through a narrow link. */
    private static final double TRANSFER_SECONDS = 0.25;

    private static final double TRANSFER_LEAST = 1_000;
    private static final double TRANSFER_MOST = 16_000_000;

    /** A slice of a sixth: nine samples see what comes and goes one and a half times. */
    private static final int SLICES = 6;

    private final ShardLinks links;
    private final Function<ShardId, ShardServer> servers;
    private final LongSupplier nanoTime;

    NetworkMeasures(ShardLinks links, Function<ShardId, ShardServer> servers, LongSupplier nanoTime) {
        this.links = links;
        this.servers = Objects.requireNonNull(servers, "servers is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    List<Measure> of(Fault fault) {
        return switch (fault.kind()) {
            case SLOW_SHARD -> List.of(slowness(fault));
            case JITTER -> List.of(jitter(fault));
            case BANDWIDTH -> bandwidth(fault);
            case PARTITION -> partition(fault);
            case BLACK_HOLE -> List.of(unanswered(fault), lostWay(fault, "both"));
            case CONNECTION_RESET -> List.of(resets(fault));
            case HALF_OPEN -> List.of(halfOpen(fault), unanswered(fault));
            case SLOW_CLOSE -> List.of(slowClose(fault));
            case FLAPPING -> flapping(fault);
            default -> throw new FaultException("%s can not be measured on the wire".formatted(fault.name()));
        };
    }

    /** The proxy that {@code fault} acts on. */
    Proxy proxy(Fault fault) {
        return links.proxy(link(fault));
    }

    /** Of a stream the way on which the receiver, and nobody else, comes to the sender; it is made if it is not there. */
    private Link link(Fault fault) {
        ShardId shard = fault.target().requireShard();
        return fault.target()
                .streamTo()
                .map(subscriber -> links.openBetween(subscriber, shard))
                .orElseGet(() -> links.link(shard));
    }

    private ShardServer server(Fault fault) {
        return servers.apply(fault.target().requireShard());
    }

    private Endpoint way(Fault fault) {
        return link(fault).forClients();
    }

    private Measure slowness(Fault fault) {
        return new Measure(
                slownessOf(fault),
                LinkProbe.of(link(fault), fault.duration("latency").plus(fault.duration("jitter")), nanoTime));
    }

    /**
     * Bite: 80 % of the latency; with jitter, 80 % of the least latency that a round trip can have, but never under 40 %
     * of the latency, so that a median over few samples does not fail by chance, nor under twice the noise of a busy machine.
     * Healed: 20 % of the latency, or that noise where it is more.
     */
    static ExpectedEffect slownessOf(Fault fault) {
        double latency = fault.duration("latency").toMillis();
        double certain = Math.max(latency - fault.duration("jitter").toMillis(), latency / 2);
        return ExpectedEffect.of(
                "median round trip to " + fault.target(),
                "ms",
                Summary.MEDIAN,
                Math.max(2 * NOISE_MILLIS, SEEN_SHARE * certain),
                Math.max(NOISE_MILLIS, HEALED_SHARE * latency));
    }

    private Measure jitter(Fault fault) {
        double spread = fault.duration("spread").toMillis();
        return new Measure(
                ExpectedEffect.of(
                        "spread of the round trips to " + fault.target(),
                        "ms",
                        Summary.SPREAD,
                        SEEN_SPREAD * spread,
                        Math.max(NOISE_MILLIS, HEALED_SHARE * spread)),
                LinkProbe.of(link(fault), fault.duration("spread"), nanoTime));
    }

    private List<Measure> bandwidth(Fault fault) {
        double rate = fault.count("rate");
        int bytes = (int) Math.max(TRANSFER_LEAST, Math.min(TRANSFER_MOST, rate * TRANSFER_SECONDS));
        double millis = bytes / rate * 1_000;
        Duration patience = LONG_PATIENCE.plusMillis((long) (4 * millis));
        return List.of(
                new Measure(
                        transfer("time of %,d bytes from %s".formatted(bytes, fault.target()), millis),
                        TransferProbe.ofAnswers(server(fault), way(fault), bytes, patience, nanoTime)),
                new Measure(
                        transfer("time of %,d bytes to %s".formatted(bytes, fault.target()), millis),
                        TransferProbe.ofRequests(server(fault), way(fault), bytes, patience, nanoTime)));
    }

    private static ExpectedEffect transfer(String figure, double millis) {
        return ExpectedEffect.of(
                figure, "ms", Summary.MEDIAN, millis / 2, Math.max(NOISE_MILLIS, HEALED_SHARE * millis));
    }

    private List<Measure> partition(Fault fault) {
        Measure lostWay = lostWay(fault, fault.text("direction"));
        return fault.target()
                .streamTo()
                .map(subscriber -> List.of(unanswered(fault), lostWay, unconfirmed(fault, subscriber)))
                .orElseGet(() -> List.of(unanswered(fault), lostWay));
    }

    /**
     * Where nothing is replicated, all is unconfirmed before already, and nothing is proven. It proves no healing: the
     * migration may have gone on, and the stream be gone.
     */
    private Measure unconfirmed(Fault fault, ShardId subscriber) {
        return new Measure(
                ExpectedEffect.bite(
                        "changes that %s did not confirm to %s in time"
                                .formatted(subscriber, fault.target().requireShard()),
                        "share",
                        Summary.FAILED_SHARE,
                        MOST_FAIL / 2),
                new StreamProbe(server(fault), servers.apply(subscriber), CONFIRMATION, nanoTime));
    }

    private Measure unanswered(Fault fault) {
        Link link = link(fault);
        String way = (fault.target().streamTo().isPresent() ? "" : "to ") + fault.target();
        return new Measure(
                ExpectedEffect.of(
                        "unanswered requests on the way %s".formatted(way),
                        "share",
                        Summary.FAILED_SHARE,
                        MOST_FAIL,
                        FAILURES_BY_CHANCE),
                new LinkProbe(link.host(), link.port(), PATIENCE, nanoTime));
    }

    /** Which way is lost, the server being the witness. That it is there again, the round trips show. */
    private Measure lostWay(Fault fault, String direction) {
        boolean both = direction.equals("both");
        return new Measure(
                ExpectedEffect.bite(
                        "%s lost on the way %s %s"
                                .formatted(
                                        both ? "requests and answers" : direction,
                                        direction.equals("answers") ? "from" : "to",
                                        fault.target()),
                        "share",
                        Summary.FAILED_SHARE,
                        MOST_FAIL),
                new LostWayProbe(
                        server(fault),
                        way(fault),
                        both || direction.equals("requests"),
                        both || direction.equals("answers"),
                        WAY_PATIENCE));
    }

    private Measure resets(Fault fault) {
        Duration every = fault.duration("every");
        return new Measure(
                ExpectedEffect.of(
                        "connections to %s reset".formatted(fault.target()),
                        "share",
                        Summary.FAILED_SHARE,
                        SOME_FAIL,
                        0),
                sliced(new ResetProbe(patientProbe(fault)), every, every.dividedBy(2)));
    }

    private Measure halfOpen(Fault fault) {
        return new Measure(
                ExpectedEffect.bite(
                        "sessions that %s has ended and the client has not heard of".formatted(fault.target()),
                        "count",
                        Summary.GREATEST,
                        1),
                new HalfOpenProbe(server(fault), way(fault), PATIENCE.multipliedBy(2)));
    }

    /** The end is held back on the way to the server, and again on the way back. */
    private Measure slowClose(Fault fault) {
        double delay = 2.0 * fault.duration("delay").toMillis();
        Link link = link(fault);
        return new Measure(
                ExpectedEffect.of(
                        "median time to the end of a connection to " + fault.target(),
                        "ms",
                        Summary.MEDIAN,
                        SEEN_SHARE * delay,
                        Math.max(NOISE_MILLIS, HEALED_SHARE * delay)),
                new EndProbe(link.host(), link.port(), LONG_PATIENCE.plusMillis((long) delay), nanoTime));
    }

    private List<Measure> flapping(Fault fault) {
        Duration down = fault.duration("down");
        Duration up = fault.duration("up");
        ChangesProbe changes = new ChangesProbe(patientProbe(fault));
        return List.of(
                new Measure(
                        ExpectedEffect.of(
                                "looks at %s that found it away".formatted(fault.target()),
                                "share",
                                Summary.FAILED_SHARE,
                                SOME_FAIL,
                                0),
                        sliced(changes, down.plus(up), down.compareTo(up) < 0 ? down : up)),
                new Measure(
                        ExpectedEffect.bite(
                                "times that %s went and came".formatted(fault.target()), "count", Summary.LAST, 2),
                        changes.changes()));
    }

    private Probe patientProbe(Fault fault) {
        return new LinkProbe(link(fault).host(), link(fault).port(), LONG_PATIENCE, nanoTime);
    }

    /** Looks often enough to meet the shorter half of a round. */
    private Probe sliced(Probe probe, Duration round, Duration shorter) {
        Duration poll = shorter.dividedBy(4);
        Duration most = Duration.ofMillis(100);
        return new SlicedProbe(probe, round.dividedBy(SLICES), poll.compareTo(most) < 0 ? poll : most, nanoTime);
    }
}
