package dev.shardproof.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CalibrateCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    @Test
    void tooFewComparisonsAreRefused() {
        assertThat(execute("calibrate", "smoke-1-to-2", "--runs", "5")).isEqualTo(Main.USAGE);
        assertThat(err.toString())
                .contains("--runs must be from 6 to 1000 and --starts from 1 to --runs; found 5 and 3");
    }

    @Test
    void aScenarioThatIsNotThereIsNamed() {
        assertThat(execute("calibrate", "no-such-scenario")).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("no-such-scenario");
    }

    @Test
    void serversOfTheUsersCanNotBeCalibrated() throws IOException {
        Path scenario = Files.writeString(folder.resolve("mine.yaml"), """
                apiVersion: shardproof/v1
                name: mine
                cluster:
                  provider: external
                  shards: [s0]
                  servers: {s0: postgresql://me@localhost/one, s1: postgresql://me@localhost/two}
                data: {dataset: orders, rows: 100}
                reshard: {shards: [s0, s1]}
                workload: {profile: checkout, rate: 10/s}
                """);

        assertThat(execute("calibrate", scenario.toString())).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("embedded and containers");
    }

    private int execute(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
