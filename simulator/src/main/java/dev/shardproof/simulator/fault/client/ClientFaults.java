package dev.shardproof.simulator.fault.client;

import dev.shardproof.simulator.fault.ActiveFault;
import dev.shardproof.simulator.fault.ExpectedEffect;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.Summary;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes instances of the application misbehave. The applications hold each fault on a short lease, which is renewed from
 * here as long as the fault is to act. Thread-safe.
 *
 * <p>Two of these faults show only together with something else, and are honestly not proven without it: instances try again
 * only when something fails, and an old topology is old only once there is a newer one.
 */
public final class ClientFaults implements FaultFamily {

    /** How long a fault outlives a harness that is stuck; one that is dead it does not outlive at all. */
    static final Duration LEASE = Duration.ofSeconds(8);

    private static final String PER_SECOND = "1/s";

    /** One in a window of a second, or of two where the machine is short of time. */
    private static final double ANY = 0.5;

    private static final double NONE = 0.1;

    private final ApplicationControl control;
    private final ApplicationRecords records;
    private final long connections;
    private final ProbeClock clock;
    private final AtomicLong injections = new AtomicLong();

    /**
     * @param connections how many connections all instances together keep open at the least
     * @param clock paces the probes
     */
    public ClientFaults(ApplicationControl control, ApplicationRecords records, long connections, ProbeClock clock) {
        this.control = Objects.requireNonNull(control, "control is null");
        this.records = Objects.requireNonNull(records, "records is null");
        this.connections = connections;
        this.clock = Objects.requireNonNull(clock, "clock is null");
        if (connections < 1) {
            throw new IllegalArgumentException("applications with %d connections".formatted(connections));
        }
    }

    @Override
    public Set<FaultKind> kinds() {
        return Set.of(
                FaultKind.RETRY_STORM,
                FaultKind.STALE_ROUTING_CACHE,
                FaultKind.THUNDERING_RECONNECT,
                FaultKind.HOT_KEY);
    }

    @Override
    public ActiveFault inject(Fault fault, Duration timeToLive) {
        String id = "f" + injections.incrementAndGet();
        Duration lease = timeToLive.compareTo(LEASE) < 0 ? timeToLive : LEASE;
        control.start(id, fault, lease);
        return new LeasedFault(fault, id, control, lease, clock, clock.nanoTime() + timeToLive.toNanos());
    }

    @Override
    public List<Measure> measures(Fault fault) {
        try {
            return switch (fault.kind()) {
                case RETRY_STORM -> List.of(retries());
                case STALE_ROUTING_CACHE -> List.of(staleness());
                case THUNDERING_RECONNECT -> List.of(reconnects());
                case HOT_KEY -> List.of(heat(fault.share("share")));
                default -> throw new FaultException("%s is no fault of the applications".formatted(fault.name()));
            };
        } catch (IOException e) {
            throw new FaultException("%s can not be measured: %s".formatted(fault.name(), e.getMessage()), e);
        }
    }

    /**
     * Retries that no instance makes by its own policy, so that it is the storm that is seen and not its trigger, which may
     * last longer. Attempts for each request would not do: where requests hang, none may begin for seconds while the own
     * policy's attempts go on.
     */
    private Measure retries() {
        return new Measure(
                ExpectedEffect.of(
                        "attempts beyond the applications' own retry limit", PER_SECOND, Summary.GREATEST, ANY, NONE),
                SlidingProbe.rate(() -> records.activity().attemptsBeyondLimit(), clock));
    }

    private Measure staleness() throws IOException {
        return new Measure(
                ExpectedEffect.of(
                        "requests by a topology that had been replaced", PER_SECOND, Summary.GREATEST, ANY, NONE),
                SlidingProbe.rate(new StaleRequests(records, clock), clock));
    }

    /** In the second of a round, every connection comes anew; half of them are enough, for opening takes its time. */
    private Measure reconnects() {
        return new Measure(
                ExpectedEffect.of(
                        "new sessions, as the servers count them",
                        PER_SECOND,
                        Summary.GREATEST,
                        connections / 2.0,
                        connections / 4.0),
                SlidingProbe.rate(records::sessions, clock));
    }

    private Measure heat(double share) throws IOException {
        KeyShares keys = new KeyShares(records.requests());
        return new Measure(
                ExpectedEffect.of(
                        "requests for one key, beyond its usual share", "share", Summary.MEDIAN, share / 2, share / 4),
                new SlidingProbe<>(keys, keys::growth, clock));
    }
}
