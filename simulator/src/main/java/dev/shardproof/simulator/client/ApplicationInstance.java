package dev.shardproof.simulator.client;

import dev.shardproof.simulator.client.safeguard.RetryPolicy;
import dev.shardproof.simulator.client.safeguard.Safeguards;
import dev.shardproof.simulator.routing.RoutingCache;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.Topology;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * One instance of the simulated application: a routing cache, pools and a retry policy of its own, and the handles by which
 * each of them is made to misbehave. What is done under a name lasts until it is undone under that name; of several the last
 * counts. Thread-safe. Closing it closes the pools.
 */
public final class ApplicationInstance implements AutoCloseable {

    private final PinnedRouting routing;
    private final ShardPools pools;
    private final Safeguards safeguards;
    private final ShardedClient client;

    /**
     * @param routing its copy of the topology
     * @param keyType the type of the shard key
     * @param pools its connections; closed by this
     * @param safeguards its own policies
     * @param newestEpoch the newest epoch that anybody knows of, to count what is routed by an older one
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public ApplicationInstance(
            RoutingCache routing,
            KeyType keyType,
            ShardPools pools,
            Safeguards safeguards,
            LongSupplier newestEpoch,
            LongSupplier nanoTime) {
        this.safeguards = Objects.requireNonNull(safeguards, "safeguards is null");
        this.routing = new PinnedRouting(routing, safeguards.refreshOnMoved());
        this.pools = Objects.requireNonNull(pools, "pools is null");
        this.client = new ShardedClient(this.routing, keyType, pools.all(), safeguards, newestEpoch, nanoTime);
    }

    /** An instance without other safeguards than its retry policy, which counts nothing as stale. */
    public ApplicationInstance(
            RoutingCache routing, KeyType keyType, ShardPools pools, RetryPolicy retryPolicy, LongSupplier nanoTime) {
        this(routing, keyType, pools, Safeguards.of(retryPolicy), () -> 0, nanoTime);
    }

    /** See {@link ShardedClient#execute}. */
    public ClientResult execute(ClientRequest request) {
        return client.execute(request);
    }

    /** What it has done so far. */
    public ClientCounts counts() {
        return client.counts();
    }

    /** How it is at present. */
    public ClientGauges gauges() {
        return new ClientGauges(pools.pending(), client.breakersOpen());
    }

    /** Is told of a topology, as a push would; an older one than its own, or one while it is pinned, changes nothing. */
    public void offer(Topology topology) {
        routing.offer(topology);
    }

    /** Tries again at once from now on, without any back-off and whatever its budget and breakers say, that many times; see {@link RetryPolicy#storm}. */
    public void storm(String name, int retries) {
        client.policies().set(name, safeguards.retry().storm(retries));
    }

    /** Undoes {@link #storm}, also for requests that are under way. Idempotent. */
    public void calm(String name) {
        client.policies().lift(name);
    }

    /**
     * Routes by one topology from now on and does not look for a newer one.
     *
     * @param epochsBehind which: see {@link RoutingCache#behind}
     * @param refreshOnMoved whether it looks, once, when a shard refuses because the range has moved
     */
    public void pin(String name, long epochsBehind, boolean refreshOnMoved) {
        routing.pin(name, epochsBehind, refreshOnMoved);
    }

    /** Undoes {@link #pin}. Idempotent. */
    public void unpin(String name) {
        routing.unpin(name);
    }

    /** Closes every connection, those in use as soon as they are free; the pools open new ones. */
    public void dropConnections() {
        pools.dropConnections();
    }

    @Override
    public void close() {
        client.close();
        pools.close();
    }
}
