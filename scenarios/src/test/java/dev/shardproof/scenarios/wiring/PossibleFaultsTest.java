package dev.shardproof.scenarios.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PossibleFaultsTest {

    @TempDir
    Path folder;

    @Test
    void aRealProxyOnThePathCanNotReadStatements() throws IOException {
        Scenario scenario = scenario("[{lostReply: s0, at: copying, for: 5s}, {crash: s0, at: copying, for: 5s}]");
        assertThat(PossibleFaults.problems(scenario, folder.toString())).isEmpty();
        Files.createFile(
                folder.resolve("toxiproxy-server"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        assertThat(PossibleFaults.problems(scenario, folder.toString()))
                .singleElement()
                .asString()
                .startsWith("lostReply s0 at copying: only the embedded wire proxy reads statements");
    }

    private Scenario scenario(String faults) throws IOException {
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, """
                apiVersion: shardproof/v1
                name: possible
                cluster: {shards: [s0]}
                data: {dataset: orders}
                reshard: {shards: [s0, s1]}
                workload: {profile: checkout, rate: 10/s}
                faults: %s
                """.formatted(faults));
        return ScenarioReader.read(file);
    }
}
