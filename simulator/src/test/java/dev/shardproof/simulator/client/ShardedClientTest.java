package dev.shardproof.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class ShardedClientTest {

    private static final ShardId S0 = new ShardId("s0");
    private static final List<ClientStatement> READ = List.of(new ClientStatement("SELECT 1", List.of()));

    @Test
    void attemptsThatOnlyAStormMakesAreCountedApart() {
        ShardedClient client = client("08001");

        assertThat(client.execute(new ClientRequest(1L, false, READ)).attempts())
                .isEqualTo(3);
        assertThat(client.counts()).isEqualTo(new ClientCounts(1, 3, 0));

        client.policies().set("f1", new RetryPolicy(10, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1)));
        assertThat(client.execute(new ClientRequest(1L, false, READ)).attempts())
                .isEqualTo(11);
        assertThat(client.counts()).isEqualTo(new ClientCounts(2, 14, 8));

        client.policies().lift("f1");
        assertThat(client.execute(new ClientRequest(1L, false, READ)).attempts())
                .isEqualTo(3);
        assertThat(client.counts()).isEqualTo(new ClientCounts(3, 17, 8));
    }

    @Test
    void refusalsBecauseARangeMovesAreNoStorm() {
        ShardedClient client = client(SqlStates.MOVED);

        assertThat(client.execute(new ClientRequest(1L, true, READ)).attempts()).isGreaterThan(3);
        assertThat(client.counts().attemptsBeyondLimit()).isZero();
    }

    private static ShardedClient client(String sqlState) {
        return new ShardedClient(
                new RoutingCache(
                        new InMemoryRoutingAuthority(Planner.equalShares(List.of(S0))),
                        Duration.ofMinutes(1),
                        System::nanoTime),
                KeyType.INTEGER,
                Map.of(S0, new FailingDataSource(sqlState)),
                new RetryPolicy(2, Duration.ZERO, Duration.ZERO, Duration.ofMillis(200)),
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
