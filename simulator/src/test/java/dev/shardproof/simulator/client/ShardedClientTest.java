package dev.shardproof.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.client.safeguard.BreakerPolicy;
import dev.shardproof.simulator.client.safeguard.RetryBudget;
import dev.shardproof.simulator.client.safeguard.RetryPolicy;
import dev.shardproof.simulator.client.safeguard.Safeguards;
import dev.shardproof.simulator.client.safeguard.SqlStates;
import dev.shardproof.simulator.routing.InMemoryRoutingAuthority;
import dev.shardproof.simulator.routing.RoutingCache;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class ShardedClientTest {

    private static final ShardId S0 = new ShardId("s0");
    private static final RetryPolicy POLICY = new RetryPolicy(2, Duration.ZERO, Duration.ZERO, Duration.ofMillis(200));
    private static final List<ClientStatement> READ = List.of(new ClientStatement("SELECT 1", List.of()));

    @Test
    void attemptsThatOnlyAStormMakesAreCountedApart() {
        ShardedClient client = client("08001");

        assertThat(client.execute(new ClientRequest(1L, false, READ)).attempts())
                .isEqualTo(3);
        assertCounts(client, 1, 3, 0);

        client.policies().set("f1", new RetryPolicy(10, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1)));
        assertThat(client.execute(new ClientRequest(1L, false, READ)).attempts())
                .isEqualTo(11);
        assertCounts(client, 2, 14, 8);

        client.policies().lift("f1");
        assertThat(client.execute(new ClientRequest(1L, false, READ)).attempts())
                .isEqualTo(3);
        assertCounts(client, 3, 17, 8);
    }

    @Test
    void aBudgetEndsTheRetriesOfAllRequestsTogetherButNotThoseOfAStorm() {
        ShardedClient client = client("08001", safeguards(Optional.of(new RetryBudget(0.1, 3)), Optional.empty()));

        assertThat(client.execute(new ClientRequest(1L, false, READ)).attempts())
                .isEqualTo(3);
        assertThat(client.execute(new ClientRequest(1L, false, READ)).attempts())
                .as("the first took two of the three")
                .isEqualTo(2);
        ClientResult refused = client.execute(new ClientRequest(1L, false, READ));
        assertThat(refused.attempts()).isEqualTo(1);
        assertThat(refused.error()).isEqualTo("08001");
        assertThat(client.counts().retriesRefused()).isEqualTo(2);

        client.policies().set("f1", new RetryPolicy(10, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1)));
        assertThat(client.execute(new ClientRequest(1L, false, READ)).attempts())
                .isEqualTo(11);
    }

    @Test
    void refusalsBecauseARangeMovesCostNoBudget() {
        ShardedClient client =
                client(SqlStates.MOVED, safeguards(Optional.of(new RetryBudget(0.1, 1)), Optional.empty()));

        assertThat(client.execute(new ClientRequest(1L, true, READ)).attempts()).isGreaterThan(3);
        assertThat(client.counts().retriesRefused()).isZero();
    }

    @Test
    void anOpenBreakerRejectsAtOnceWithoutAnAttempt() {
        ShardedClient client = client(
                "08001",
                safeguards(
                        Optional.empty(),
                        Optional.of(new BreakerPolicy(50, Duration.ofSeconds(10), Duration.ofHours(1), 3, 1))));
        client.execute(new ClientRequest(1L, false, READ));
        assertThat(client.breakersOpen()).isEqualTo(1);

        ClientResult rejected = client.execute(new ClientRequest(1L, true, READ));
        assertThat(rejected.outcome()).isEqualTo(ClientResult.Outcome.REJECTED);
        assertThat(rejected.error()).isEqualTo("breakerOpen");
        assertThat(rejected.attempts()).isZero();
        assertThat(client.execute(new ClientRequest(1L, List.of(), true, false, READ))
                        .error())
                .isEqualTo("breakerOpen");
        assertThat(client.counts().breakerRejected()).isEqualTo(2);
        assertCounts(client, 3, 3, 0);

        client.policies().set("f1", new RetryPolicy(10, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1)));
        assertThat(client.execute(new ClientRequest(1L, false, READ)).attempts())
                .as("a storm asks no breaker")
                .isEqualTo(11);
    }

    @Test
    void requestsByAnEpochThatWasReplacedAreCountedOnceEach() {
        AtomicLong newest = new AtomicLong(1);
        ShardedClient client = client("08001", Safeguards.of(POLICY), newest::get);
        client.execute(new ClientRequest(1L, false, READ));
        assertThat(client.counts().staleRequests()).isZero();

        newest.set(2);
        client.execute(new ClientRequest(1L, false, READ));
        assertThat(client.counts().staleRequests()).isEqualTo(1);
    }

    @Test
    void eachWaitForAConnectionIsCounted() {
        ShardedClient client = client("08001");
        client.execute(new ClientRequest(1L, false, READ));
        assertThat(client.counts().poolWaits()).isEqualTo(3);
    }

    @Test
    void refusalsBecauseARangeMovesAreNoStorm() {
        ShardedClient client = client(SqlStates.MOVED);

        assertThat(client.execute(new ClientRequest(1L, true, READ)).attempts()).isGreaterThan(3);
        assertThat(client.counts().attemptsBeyondLimit()).isZero();
    }

    private static void assertCounts(ShardedClient client, long requests, long attempts, long beyondLimit) {
        ClientCounts counts = client.counts();
        assertThat(List.of(counts.requests(), counts.attempts(), counts.attemptsBeyondLimit()))
                .containsExactly(requests, attempts, beyondLimit);
    }

    private static Safeguards safeguards(Optional<RetryBudget> budget, Optional<BreakerPolicy> breaker) {
        return new Safeguards(true, POLICY, budget, breaker, Optional.empty());
    }

    private static ShardedClient client(String sqlState) {
        return client(sqlState, Safeguards.of(POLICY));
    }

    private static ShardedClient client(String sqlState, Safeguards safeguards) {
        return client(sqlState, safeguards, () -> 0);
    }

    private static ShardedClient client(String sqlState, Safeguards safeguards, LongSupplier newestEpoch) {
        return new ShardedClient(
                new PinnedRouting(
                        new RoutingCache(
                                new InMemoryRoutingAuthority(Planner.equalShares(List.of(S0))),
                                Duration.ofMinutes(1),
                                System::nanoTime),
                        true),
                KeyType.INTEGER,
                Map.of(S0, new FailingDataSource(sqlState)),
                safeguards,
                newestEpoch,
                System::nanoTime);
    }

    /** Fails by one SQLSTATE, always. */
    private record FailingDataSource(String sqlState) implements DataSource {

        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLException("planted", sqlState);
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setLogWriter(PrintWriter out) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setLoginTimeout(int seconds) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getLoginTimeout() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Logger getParentLogger() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
