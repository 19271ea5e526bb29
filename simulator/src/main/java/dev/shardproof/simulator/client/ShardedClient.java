package dev.shardproof.simulator.client;

import dev.shardproof.simulator.routing.RoutingCache;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.ShardId;
import dev.shardproof.simulator.topology.Topology;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Routes small transactions to the shard that owns their key, and retries by its {@link RetryPolicy}.
 *
 * <p>One call is one transaction on one shard, or one read on every shard. The client never repeats a write whose commit may have happened, and
 * says so: {@link ClientResult.Outcome#INDETERMINATE}. Thread-safe; callers block.
 */
public final class ShardedClient {

    /** The error of a request whose keys have different owners. */
    static final String CROSS_SHARD = "crossShard";

    private final PinnedRouting routing;
    private final KeyType keyType;
    private final Map<ShardId, DataSource> pools;
    private final RetryPolicy retryPolicy;
    private final LongSupplier nanoTime;
    private final Overrides<RetryPolicy> policies = new Overrides<>();
    private final LongAdder requests = new LongAdder();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder attemptsBeyondLimit = new LongAdder();

    /**
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
        this(new PinnedRouting(routing), keyType, pools, retryPolicy, nanoTime);
    }

    ShardedClient(
            PinnedRouting routing,
            KeyType keyType,
            Map<ShardId, DataSource> pools,
            RetryPolicy retryPolicy,
            LongSupplier nanoTime) {
        this.routing = Objects.requireNonNull(routing, "routing is null");
        this.keyType = Objects.requireNonNull(keyType, "keyType is null");
        this.pools = Map.copyOf(pools);
        this.retryPolicy = Objects.requireNonNull(retryPolicy, "retryPolicy is null");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
    }

    /** Does what is asked for; keys are of the client's key type. A failure is a result, not an exception. */
    public ClientResult execute(ClientRequest request) {
        boolean write = request.write();
        long begin = nanoTime.getAsLong();
        int failures = 0;
        requests.increment();
        for (int attempt = 1; ; attempt++) {
            attempts.increment();
            if (failures > retryPolicy.retries()) {
                attemptsBeyondLimit.increment();
            }
            Topology topology = routing.topology();
            ShardId shard = owner(topology, request.key());
            if (request.alsoKeys().stream()
                    .anyMatch(key -> !owner(topology, key).equals(shard))) {
                return failed(ClientResult.Outcome.REJECTED, shard, topology, attempt, CROSS_SHARD);
            }
            List<Long> observed = new ArrayList<>();
            Attempt tried = attempt(request, shard, topology, observed);
            if (tried.failure == null) {
                return new ClientResult(
                        ClientResult.Outcome.ACKNOWLEDGED, shard.name(), topology.epoch(), attempt, "", observed);
            }
            FailureKind kind = SqlStates.kindOf(tried.failure, tried.commitSent);
            if (kind == FailureKind.MOVED) {
                routing.refusedAt(topology.epoch());
            } else {
                failures++;
            }
            OptionalLong delay = policies.current()
                    .orElse(retryPolicy)
                    .delayBeforeRetry(
                            kind,
                            write,
                            attempt,
                            nanoTime.getAsLong() - begin,
                            ThreadLocalRandom.current().nextDouble());
            if (delay.isEmpty() || !pause(delay.getAsLong())) {
                ClientResult.Outcome outcome = kind == FailureKind.INDETERMINATE && write
                        ? ClientResult.Outcome.INDETERMINATE
                        : ClientResult.Outcome.REJECTED;
                return failed(outcome, shard, topology, attempt, code(tried.failure));
            }
        }
    }

    private ShardId owner(Topology topology, Object key) {
        return topology.ownerOf(keyType.pointOf(topology.strategy(), key));
    }

    private static ClientResult failed(
            ClientResult.Outcome outcome, ShardId shard, Topology topology, int attempts, String error) {
        return new ClientResult(outcome, shard.name(), topology.epoch(), attempts, error, List.of());
    }

    /** What it has done so far. */
    ClientCounts counts() {
        // The parts first and the whole last, so that no part is ever more than the whole.
        long beyond = attemptsBeyondLimit.sum();
        long made = attempts.sum();
        return new ClientCounts(requests.sum(), made, beyond);
    }

    /** Policies that take the place of its own for a while. */
    Overrides<RetryPolicy> policies() {
        return policies;
    }

    private record Attempt(SQLException failure, boolean commitSent) {}

    /** On the owner, or on every shard of the topology in turn until one fails. */
    private Attempt attempt(ClientRequest request, ShardId owner, Topology topology, List<Long> observed) {
        if (!request.everyShard()) {
            return attempt(owner, request.write(), request.statements(), observed);
        }
        Attempt last = new Attempt(null, true);
        for (ShardId shard : topology.shards()) {
            last = attempt(shard, false, OwnedRanges.in(request.statements(), keyType, topology, shard), observed);
            if (last.failure != null) {
                break;
            }
        }
        return last;
    }

    private Attempt attempt(ShardId shard, boolean write, List<ClientStatement> statements, List<Long> observed) {
        DataSource pool = pools.get(shard);
        if (pool == null) {
            throw new IllegalStateException("the topology names shard %s, which this client has no pool for; it has %s"
                    .formatted(shard, pools.keySet()));
        }
        // A single statement commits by itself, so an answer that does not come leaves it open whether it did.
        boolean single = statements.size() == 1;
        boolean commitSent = false;
        try (Connection connection = pool.getConnection()) {
            commitSent = single;
            connection.setAutoCommit(single);
            try {
                for (ClientStatement statement : statements) {
                    run(connection, statement, observed);
                }
                if (!single) {
                    commitSent = true;
                    connection.commit();
                }
            } catch (SQLException e) {
                if (!single) {
                    rollBack(connection, e);
                }
                throw e;
            }
            return new Attempt(null, true);
        } catch (SQLException e) {
            return new Attempt(e, commitSent && write);
        }
    }

    private static void run(Connection connection, ClientStatement statement, List<Long> observed) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
            for (int i = 0; i < statement.parameters().size(); i++) {
                prepared.setObject(i + 1, statement.parameters().get(i));
            }
            // The rows are read to the end by the driver; an application would use them.
            if (prepared.execute() && statement.observed()) {
                keepNumbers(prepared.getResultSet(), observed);
            }
        }
    }

    /** All columns of all rows; an array counts as its elements. */
    private static void keepNumbers(ResultSet rows, List<Long> observed) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            for (int column = 1; column <= columns; column++) {
                Object value = rows.getObject(column);
                if (value instanceof Array array) {
                    for (Object element : (Object[]) array.getArray()) {
                        observed.add(((Number) element).longValue());
                    }
                } else if (value != null) {
                    observed.add(((Number) value).longValue());
                }
            }
        }
    }

    private static void rollBack(Connection connection, SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e); // a broken connection has rolled back already
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
