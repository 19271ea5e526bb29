package dev.shardproof.scenarios.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.scenarios.wiring.cluster.LiveShards;
import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import dev.shardproof.simulator.dataset.LoadedData;
import dev.shardproof.simulator.fault.proxy.ProxyServer;
import dev.shardproof.simulator.fault.proxy.ProxyServers;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.Topology;
import dev.shardproof.verifier.history.consistency.criteria.FinalState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardsFinalStateIT {

    @TempDir
    private Path folder;

    /** What a judge is told of a bank, where it is not as expected. */
    private static final class Reading implements FinalState.Visitor {
        private final List<String> wrong = new ArrayList<>();
        private long sums;
        private long balances;
        private long entries;

        @Override
        public void register(long key, long version, long argument) {
            throw new AssertionError("a bank has no registers");
        }

        @Override
        public void list(long key, long[] elements) {
            throw new AssertionError("a bank has no lists");
        }

        @Override
        public void inserted(long argument) {
            entries++;
        }

        @Override
        public void sum(long key, long expected, long found) {
            sums++;
            note("sum", key, expected, found);
        }

        @Override
        public void balance(long key, long expected, long found) {
            balances++;
            note("balance", key, expected, found);
        }

        private void note(String what, long key, long expected, long found) {
            if (expected != found) {
                wrong.add("%s of %d: %d instead of %d".formatted(what, key, found, expected));
            }
        }
    }

    @Test
    void aTransferOfWhichOnlyTheEntryIsLeftShowsInBothPotsAndInNoSum() throws Exception {
        Scenario scenario = ScenarioReader.read(Files.writeString(folder.resolve("scenario.yaml"), """
                apiVersion: shardproof/v1
                name: bank
                cluster: {shards: [s0, s1]}
                data: {dataset: bank, rows: 400}
                reshard: {shards: [s0, s1, s2]}
                workload: {profile: bank, rate: 20/s}
                """));
        Topology topology = scenario.cluster().topology();
        try (RunRegistry registry = RunRegistry.open(StateFolder.ofCurrentUser());
                EmbeddedCluster cluster =
                        EmbeddedCluster.start(scenario.cluster().shards(), registry);
                ProxyServer proxies = ProxyServers.start("", 1);
                LiveShards shards = new LiveShards(cluster, proxies, "run")) {
            LoadedData data = Translation.dataset(scenario).load(cluster, topology);
            List<Long> pairs = Workloads.pairs(Workloads.plan(scenario)).keys();
            long one = pairs.get(0);
            long other = pairs.get(1);
            try (Connection connection = shards.server(
                                    topology.ownerOf(KeyType.INTEGER.pointOf(topology.strategy(), one)))
                            .connect();
                    Statement statement = connection.createStatement()) {
                transfer(statement, one, other, "12.34", 1);
                transfer(statement, other, other, "0.01", 2);
                FinalState state = new ShardsFinalState(scenario, shards, data, topology);

                Reading sound = new Reading();
                state.read(sound);
                assertThat(sound.wrong).isEmpty();
                assertThat(sound.balances).isEqualTo(400);
                assertThat(sound.sums).isEqualTo(pairs.size() / 2 + 1);
                assertThat(sound.entries).isEqualTo(2);

                statement.execute("UPDATE accounts SET balance = balance + 12.34 WHERE account_id = %d AND pot = 0"
                        .formatted(one));
                statement.execute("UPDATE accounts SET balance = balance - 12.34 WHERE account_id = %d AND pot = 1"
                        .formatted(other));
                Reading spoiled = new Reading();
                state.read(spoiled);
                assertThat(spoiled.wrong)
                        .containsExactlyInAnyOrder(
                                "balance of %d: 100000 instead of 98766".formatted(one),
                                "balance of %d: 100001 instead of 101235".formatted(other));
            }
        }
    }

    /** As the workload does it: out of the first pot, into the second. */
    private static void transfer(Statement statement, long from, long to, String amount, long number)
            throws SQLException {
        statement.execute("INSERT INTO transfers (account_id, pot, number, other_account_id, other_pot, amount, memo)"
                + " VALUES (%d, 0, %d, %d, 1, %s, '')".formatted(from, number, to, amount));
        statement.execute(
                "UPDATE accounts SET balance = balance - %s WHERE account_id = %d AND pot = 0".formatted(amount, from));
        statement.execute(
                "UPDATE accounts SET balance = balance + %s WHERE account_id = %d AND pot = 1".formatted(amount, to));
    }
}
