package dev.shardproof.scenarios.wiring;

import dev.shardproof.scenarios.application.ActivityFile;
import dev.shardproof.scenarios.application.FaultWords;
import dev.shardproof.scenarios.wiring.cluster.LiveShards;
import dev.shardproof.simulator.client.ClientCounts;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.FaultFamily;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.client.ApplicationControl;
import dev.shardproof.simulator.fault.client.ApplicationRecords;
import dev.shardproof.simulator.fault.client.ClientFaults;
import dev.shardproof.simulator.fault.client.ProbeClock;
import dev.shardproof.simulator.fault.client.RequestLog;
import dev.shardproof.simulator.routing.RoutingAuthority;
import dev.shardproof.simulator.routing.RoutingException;
import dev.shardproof.verifier.history.HistoryTail;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/**
 * The applications in the load process as the client faults see them: faults go in through the line to the process, and what
 * is measured comes from the history, the instances' metrics, the servers and the routing authority. Thread-safe.
 */
public final class ApplicationLink implements ApplicationControl, ApplicationRecords {

    /** A process that is short of time may be slow to answer. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** Some ten thousand requests: what is usual. */
    private static final long LOOK_BACK_BYTES = 2_000_000;

    private final LoadProcess load;
    private final LiveShards shards;
    private final RoutingAuthority authority;

    /** Everything stays the caller's. */
    public ApplicationLink(LoadProcess load, LiveShards shards, RoutingAuthority authority) {
        this.load = Objects.requireNonNull(load, "load is null");
        this.shards = Objects.requireNonNull(shards, "shards is null");
        this.authority = Objects.requireNonNull(authority, "authority is null");
    }

    /** The faults of these applications. */
    public FaultFamily faults(ProbeClock clock) {
        return new ClientFaults(this, this, load.connections(), clock);
    }

    @Override
    public void start(String id, Fault fault, Duration lease) {
        tell(new FaultWords(id, new FaultWords.Start(fault, lease)), fault.name() + " was not injected");
    }

    @Override
    public void renew(String id, Duration lease) {
        tell(new FaultWords(id, new FaultWords.Renew(lease)), "its lease was not renewed");
    }

    @Override
    public void stop(String id) {
        try {
            tell(new FaultWords(id, new FaultWords.Stop()), "a fault may act until its lease is over");
        } catch (FaultException e) {
            if (load.isAlive()) {
                throw e;
            }
        }
    }

    private void tell(FaultWords words, String otherwise) {
        try {
            load.command(words.words(), ANSWER);
        } catch (IOException | TimeoutException e) {
            throw new FaultException(otherwise + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FaultException(otherwise + ": interrupted", e);
        }
    }

    @Override
    public Activity activity() throws IOException {
        ClientCounts counts = ActivityFile.newest(load.activity())
                .orElseThrow(() -> new IOException("the applications have not told yet what they do"))
                .counts();
        return new Activity(counts.requests(), counts.attempts(), counts.attemptsBeyondLimit());
    }

    @Override
    public RequestLog requests() throws IOException {
        HistoryTail tail = HistoryTail.ofLast(load.history(), LOOK_BACK_BYTES);
        return consumer -> tail.poll(operation ->
                consumer.accept(new RequestLog.Request(operation.invokedMicros(), operation.epoch(), operation.key())));
    }

    @Override
    public long sessions() throws IOException {
        try {
            return shards.sessions();
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public long epoch() throws IOException {
        try {
            return authority.current().epoch();
        } catch (RoutingException e) {
            throw new IOException("the routing authority can not be asked: " + e.getMessage(), e);
        }
    }
}
