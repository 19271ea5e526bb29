package dev.shardproof.simulator.client;

import dev.shardproof.simulator.client.ClientResult.Outcome;
import dev.shardproof.simulator.client.safeguard.Attempt;
import dev.shardproof.simulator.client.safeguard.BudgetAccount;
import dev.shardproof.simulator.client.safeguard.FailureKind;
import dev.shardproof.simulator.client.safeguard.HedgedReads;
import dev.shardproof.simulator.client.safeguard.RetryPolicy;
import dev.shardproof.simulator.client.safeguard.Safeguards;
import dev.shardproof.simulator.client.safeguard.ShardBreakers;
import dev.shardproof.simulator.routing.RoutingCache;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Routes small transactions to the shard that owns their key, and fails, waits and tries again by its {@link Safeguards}.
 *
 * <p>One call is one transaction on one shard, or one read on every shard. The client never repeats a write whose commit may
 * have happened, and says so: {@link ClientResult.Outcome#INDETERMINATE}. A request that an open breaker stops is rejected at
 * once and not repeated. A hedge is an attempt like any other, of reads on one shard only, and is paid for like a retry.
 * Thread-safe; callers block. Closing it ends the threads of its hedges; without hedges there is nothing to close.
 */
public final class ShardedClient implements AutoCloseable {

    /** The error of a request whose keys have different owners. */
    static final String CROSS_SHARD = "crossShard";

    /** The error of a request that an open breaker stopped. */
    static final String BREAKER_OPEN = "breakerOpen";

    private final PinnedRouting routing;
    private final KeyType keyType;
    private final Safeguards safeguards;
    private final LongSupplier newestEpoch;
    private final LongSupplier nanoTime;
    private final ClientMeter meter = new ClientMeter();
    private final ShardBreakers breakers;
    private final ShardTransactions transactions;
    private final BudgetAccount budget;
    private final Optional<HedgedReads> hedges;
    private final Overrides<RetryPolicy> policies = new Overrides<>();

    /**
     * A client without other safeguards than its retry policy.
     *
     * @param routing this instance's copy of the topology
     * @param keyType the type of the shard key
     * @param pools a connection pool for each shard that a topology may name; the caller closes them
     * @param retryPolicy when to try again
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public ShardedClient(
            RoutingCache routing,
            KeyType keyType,
            Map<ShardId, DataSource> pools,
            RetryPolicy retryPolicy,
            LongSupplier nanoTime) {
        this(new PinnedRouting(routing, true), keyType, pools, Safeguards.of(retryPolicy), () -> 0, nanoTime);
    }

    ShardedClient(
            PinnedRouting routing,
            KeyType keyType,
            Map<ShardId, DataSource> pools,
            Safeguards safeguards,
            LongSupplier newestEpoch,
            LongSupplier nanoTime) {
        this.routing = Objects.requireNonNull(routing, "routing is null");
        this.keyType = Objects.requireNonNull(keyType, "keyType is null");
        this.safeguards = Objects.requireNonNull(safeguards, "safeguards is null");
        this.newestEpoch = Objects.requireNonNull(newestEpoch, "newestEpoch is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        this.breakers = new ShardBreakers(safeguards.breaker(), pools.keySet(), nanoTime);
        this.transactions = new ShardTransactions(pools, breakers, meter, nanoTime);
        this.budget = new BudgetAccount(safeguards.budget());
        this.hedges = safeguards.hedgeAfter().map(HedgedReads::new);
    }

    /** Does what is asked for; keys are of the client's key type. A failure is a result, not an exception. */
    public ClientResult execute(ClientRequest request) {
        meter.requests.increment();
        budget.request();
        return new Execution(request).run();
    }

    /** What it has done so far. */
    ClientCounts counts() {
        return meter.counts();
    }

    /** How many of its breakers are open at present. */
    long breakersOpen() {
        return breakers.open();
    }

    /** Policies that take the place of its own for a while, and of its budget, breakers and hedges. */
    Overrides<RetryPolicy> policies() {
        return policies;
    }

    @Override
    public void close() {
        hedges.ifPresent(HedgedReads::close);
    }

    private ShardId owner(Topology topology, Object key) {
        return topology.ownerOf(keyType.pointOf(topology.strategy(), key));
    }

    /** One request from its arrival to its end. For one thread. */
    private final class Execution {
        private final ClientRequest request;
        private final long begin = nanoTime.getAsLong();
        private int attempts;
        private int failures;
        private boolean stale;
        private Topology topology;
        private ShardId shard;

        Execution(ClientRequest request) {
            this.request = request;
        }

        ClientResult run() {
            while (true) {
                route();
                if (request.alsoKeys().stream()
                        .anyMatch(key -> !owner(topology, key).equals(shard))) {
                    begins();
                    return failed(Outcome.REJECTED, CROSS_SHARD);
                }
                Attempt tried = attempt();
                if (tried.succeeded()) {
                    return acknowledged(tried);
                }
                if (!tried.permitted()) {
                    meter.breakerRejected.increment();
                    return failed(Outcome.REJECTED, BREAKER_OPEN);
                }
                if (tried.kind() == FailureKind.MOVED) {
                    routing.refusedAt(topology.epoch());
                } else {
                    failures++;
                }
                OptionalLong delay = delayBeforeRetry(tried.kind());
                if (delay.isEmpty() || !pause(delay.getAsLong())) {
                    boolean open = tried.kind() == FailureKind.INDETERMINATE && request.write();
                    return failed(open ? Outcome.INDETERMINATE : Outcome.REJECTED, code(tried.failure()));
                }
            }
        }

        private void route() {
            topology = routing.topology();
            shard = owner(topology, request.key());
            if (!stale && topology.epoch() < newestEpoch.getAsLong()) {
                stale = true;
                meter.staleRequests.increment();
            }
        }

        private Attempt attempt() {
            if (request.everyShard()) {
                return everyShard();
            }
            boolean asks = asksBreakers();
            if (asks && !breakers.permit(shard)) {
                return Attempt.NOT_PERMITTED;
            }
            begins();
            ShardId owner = shard;
            return hedges.isPresent() && asks && !request.write()
                    ? hedges.get().run(() -> transactions.run(owner, false, request.statements(), true), this::mayHedge)
                    : transactions.run(owner, request.write(), request.statements(), asks);
        }

        /** An instance whose policy is overridden has lost its manners, all of them. */
        private boolean asksBreakers() {
            return policies.current().isEmpty();
        }

        private void begins() {
            attempts++;
            meter.attempts.increment();
            if (failures > safeguards.retry().retries()) {
                meter.attemptsBeyondLimit.increment();
            }
        }

        private boolean mayHedge() {
            if (!breakers.permit(shard)) {
                return false;
            }
            if (!budget.retry()) {
                breakers.ended(shard, null, 0);
                meter.retriesRefused.increment();
                return false;
            }
            meter.hedges.increment();
            begins();
            return true;
        }

        /** On every shard of the topology in turn, until one fails: one attempt. */
        private Attempt everyShard() {
            List<Long> observed = new ArrayList<>();
            boolean begun = false;
            boolean asks = asksBreakers();
            for (ShardId each : topology.shards()) {
                if (asks && !breakers.permit(each)) {
                    return Attempt.NOT_PERMITTED;
                }
                if (!begun) {
                    begins();
                    begun = true;
                }
                Attempt tried = transactions.run(
                        each, false, OwnedRanges.in(request.statements(), keyType, topology, each), asks);
                if (!tried.succeeded()) {
                    return tried;
                }
                observed.addAll(tried.observed());
            }
            return Attempt.succeeded(observed);
        }

        /**
         * Refusals because a range moves cost no budget: the fence is short, and nobody is overloaded by them. Nor do they, or
         * a hedge, use up what the policy repeats.
         */
        private OptionalLong delayBeforeRetry(FailureKind kind) {
            Optional<RetryPolicy> other = policies.current();
            OptionalLong delay = other.orElse(safeguards.retry())
                    .delayBeforeRetry(
                            kind,
                            request.write(),
                            kind == FailureKind.MOVED ? attempts : failures,
                            nanoTime.getAsLong() - begin,
                            ThreadLocalRandom.current().nextDouble());
            if (delay.isEmpty() || other.isPresent() || kind == FailureKind.MOVED || budget.retry()) {
                return delay;
            }
            meter.retriesRefused.increment();
            return OptionalLong.empty();
        }

        private ClientResult acknowledged(Attempt tried) {
            if (nanoTime.getAsLong() - begin <= safeguards.retry().timeout().toNanos()) {
                meter.acknowledgedInTime.increment();
            }
            return new ClientResult(
                    Outcome.ACKNOWLEDGED, shard.name(), topology.epoch(), attempts, "", tried.observed());
        }

        private ClientResult failed(Outcome outcome, String error) {
            return new ClientResult(outcome, shard.name(), topology.epoch(), attempts, error, List.of());
        }
    }

    /** Waits for the back-off; waiting is the feature. */
    private static boolean pause(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String code(SQLException failure) {
        return failure.getSQLState() == null ? failure.getClass().getSimpleName() : failure.getSQLState();
    }
}
