package dev.shardproof.scenarios.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.verifier.checksum.CleanUpUnderLoad.Remover;
import dev.shardproof.verifier.history.ClientOperation;
import dev.shardproof.verifier.history.Effect;
import dev.shardproof.verifier.history.Evidence;
import dev.shardproof.verifier.history.HistoryWriter;
import dev.shardproof.verifier.history.Outcome;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.table.TableSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientRemovalsTest {

    private static final TableSpec REGISTERS = TableSpec.sharded("public", "registers", "register_id", KeySpace.HASHED);
    private static final TableSpec VERSIONS =
            TableSpec.sharded("public", "register_versions", "register_id", KeySpace.HASHED);

    @TempDir
    Path folder;

    @Test
    void ofRegistersTheHistoryKnowsWhichOnesClientsDeleted() throws Exception {
        Path history = folder.resolve("history");
        try (HistoryWriter writer = new HistoryWriter(history)) {
            writer.append(operation(7, Effect.DELETE, Outcome.INDETERMINATE));
            writer.append(operation(9, Effect.DELETE, Outcome.REJECTED));
            writer.append(operation(8, Effect.WRITE, Outcome.ACKNOWLEDGED));
        }
        var removals = ClientRemovals.of(scenario("register"), history);

        assertThat(removals.of(REGISTERS, List.of("7"))).isEqualTo(Remover.A_CLIENT);
        assertThat(removals.of(REGISTERS, List.of("8"))).isEqualTo(Remover.NO_CLIENT);
        assertThat(removals.of(REGISTERS, List.of("9"))).as("it was refused").isEqualTo(Remover.NO_CLIENT);
        assertThat(removals.of(VERSIONS, List.of("7"))).isEqualTo(Remover.NO_CLIENT);
    }

    @Test
    void withoutAHistoryNobodyKnows() throws Exception {
        var removals = ClientRemovals.of(scenario("register"), folder.resolve("none"));

        assertThat(removals.of(REGISTERS, List.of("7"))).isEqualTo(Remover.NOBODY_KNOWS);
        assertThat(removals.of(VERSIONS, List.of("7"))).isEqualTo(Remover.NO_CLIENT);
    }

    @Test
    void theOtherProfilesDeleteNothing() throws Exception {
        assertThat(ClientRemovals.of(scenario("bank"), folder.resolve("none")).of(REGISTERS, List.of("7")))
                .isEqualTo(Remover.NO_CLIENT);
    }

    private static ClientOperation operation(long key, Effect effect, Outcome outcome) {
        return new ClientOperation(
                "deleteRegister",
                true,
                1,
                2,
                3,
                "s0",
                1,
                outcome,
                1,
                "",
                0,
                key,
                new Evidence(1, effect, 5, List.of()));
    }

    private Scenario scenario(String profile) throws Exception {
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, """
                apiVersion: shardproof/v1
                name: removals
                cluster: {shards: [s0]}
                data: {dataset: PROFILE, rows: 100}
                reshard: {shards: [s0, s1]}
                workload: {profile: PROFILE, rate: 10/s}
                """.replace("PROFILE", profile));
        return ScenarioReader.read(file);
    }
}
