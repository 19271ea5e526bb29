package dev.shardproof.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.client.ClientResult.Outcome;
import dev.shardproof.simulator.client.safeguard.RetryPolicy;
import dev.shardproof.simulator.routing.InMemoryRoutingAuthority;
import dev.shardproof.simulator.routing.RoutingCache;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.Planner;
import dev.shardproof.simulator.topology.ShardId;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What a client says of a request whose attempts ended in several ways. */
class ClientOutcomesTest {

    private static final ShardId S0 = new ShardId("s0");
    private static final RetryPolicy POLICY = new RetryPolicy(2, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1));
    private static final ClientRequest WRITE =
            new ClientRequest(1L, true, List.of(new ClientStatement("UPDATE", List.of())));

    @Test
    void refusalsBecauseARangeMovesLeaveTheRetriesForFailures() {
        Deque<String> states =
                new ArrayDeque<>(List.of("SP001", "SP001", "SP001", "SP001", "40001", "40001", "40001", "40001"));
        ClientResult result = client(() -> {
                    throw new SQLException("planted", states.removeFirst());
                })
                .execute(WRITE);

        assertThat(result.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(result.attempts())
                .as("four refusals, one failure, two retries")
                .isEqualTo(7);
    }

    @Test
    void aConnectionThatCanNotBeGivenBackUndoesNothing() {
        for (String state : List.of("55000", "08006", "57P01")) {
            ClientResult result = client(() -> connection(state)).execute(WRITE);

            assertThat(result.outcome()).as(state).isEqualTo(Outcome.ACKNOWLEDGED);
            assertThat(result.attempts()).isEqualTo(1);
        }
    }

    /** Does what it is asked for, and fails when it is closed. */
    private static Connection connection(String stateOfClose) {
        return proxy(Connection.class, name -> {
            if (name.equals("close")) {
                throw new SQLException("planted", stateOfClose);
            }
            return name.equals("prepareStatement")
                    ? proxy(PreparedStatement.class, method -> method.equals("execute") ? false : null)
                    : null;
        });
    }

    private static ShardedClient client(Callable<Connection> connections) {
        return new ShardedClient(
                new RoutingCache(
                        new InMemoryRoutingAuthority(Planner.equalShares(List.of(S0))),
                        Duration.ofMinutes(1),
                        System::nanoTime),
                KeyType.INTEGER,
                Map.of(S0, proxy(DataSource.class, name -> connections.call())),
                POLICY,
                System::nanoTime);
    }

    /** What a method of that name returns. */
    private interface Answers {
        Object to(String method) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                ClientOutcomesTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getReturnType() == void.class
                                && !method.getName().equals("close")
                        ? null
                        : answers.to(method.getName())));
    }
}
