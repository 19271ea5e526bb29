package dev.shardproof.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.doctor.Doctor;
import dev.shardproof.scenarios.doctor.TestingMachine;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.embedded.EmbeddedReadiness;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorCommandTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private boolean broken;

    @Test
    void aMachineThatIsReadyIsExit0AndOneThatIsNotIsExit2() {
        assertThat(execute()).as(out.toString()).isZero();
        assertThat(out.toString()).contains("✔ Java").contains("Ready for the provider embedded.");

        broken = true;

        assertThat(execute()).isEqualTo(2);
        assertThat(out.toString()).contains("✘ PostgreSQL").contains("Not ready for the provider embedded: 1 of ");
        assertThat(execute("--provider", "external")).isZero();
    }

    @Test
    void theSqlNamesScenarioDatabaseAndRoleInQuotes() {
        assertThat(execute(
                        "--mark-sandbox",
                        "--scenario",
                        "split-2-to-3",
                        "--server",
                        "postgresql://o'role%22x@db.example.com/it's",
                        "--owner",
                        "O'Neill \\ QA",
                        "--hours",
                        "5"))
                .isZero();
        assertThat(out.toString())
                .contains("IF current_database() <> 'it''s' THEN")
                .contains("SELECT 'split-2-to-3',  E'O''Neill \\\\ QA', current_database(), system_identifier, false,")
                .contains("interval '5 hours'")
                .contains("TO \"o'role\"\"x\";")
                .contains("nothing was run");
    }

    @Test
    void theSqlOfAScenarioCoversEachOfItsServers() throws IOException {
        Path file = Files.writeString(folder.resolve("scenario.yaml"), """
                apiVersion: shardproof/v1
                name: mine
                cluster:
                  shards: [s0]
                  servers: {s0: "postgresql://r@h0/d0", s1: "postgresql://r@h1/d1"}
                data: {dataset: orders}
                reshard: {shards: [s0, s1]}
                workload: {profile: checkout, rate: 10/s}
                """);

        assertThat(execute(file.toString(), "--mark-sandbox")).isZero();

        assertThat(out.toString())
                .contains("-- s0: run this at h0:5432/d0", "-- s1: run this at h1:5432/d1")
                .contains("<> 'd0'", "<> 'd1'", "SELECT 'mine', ");
    }

    @Test
    void theFaultsOfAKilledRunAreHealedBeforeItsJournalIsRemoved() throws Exception {
        Process disturbed = new ProcessBuilder("sleep", "600").start();
        try {
            ProcessIdentity identity = ProcessIdentity.of(disturbed.toHandle());
            Path run = Files.createDirectories(state().subfolder("runs").resolve("1-2"));
            Files.writeString(
                    run.resolve("journal"), "owner\t%s\t1\t1@long-ago\n".formatted(ProcessIdentity.namespace()));
            Files.writeString(
                    run.resolve("leases.jsonl"),
                    "{\"grant\":1,\"fault\":\"left by a killed run\",\"timeToLiveMillis\":1000,\"actions\":"
                            + "[{\"do\":\"endProcess\",\"pid\":%d,\"start\":\"%s\"}]}%n"
                                    .formatted(identity.pid(), identity.start()));

            execute("--clean-up");

            assertThat(out.toString())
                    .contains("Healed what an earlier run had left: left by a killed run (harness died)")
                    .contains("Removed what an earlier run had left");
            assertThat(identity.isAlive()).isFalse();
            assertThat(run).doesNotExist();
        } finally {
            disturbed.destroyForcibly().waitFor();
        }
    }

    @Test
    void onlyACleanUpOfServersAsksForConsent() {
        assertThat(execute("--clean-up", "--yes")).isEqualTo(2);
        assertThat(err.toString()).contains("--yes belongs to --clean-up with a SCENARIO");
    }

    private StateFolder state() throws IOException {
        return StateFolder.at(folder.resolve("state"));
    }

    private int execute(String... arguments) {
        out.getBuffer().setLength(0);
        Doctor doctor = new Doctor(new TestingMachine(), this::state, state -> {
            if (broken) {
                throw new ClusterStartException("it is sabotaged");
            }
            return new EmbeddedReadiness("postgres (PostgreSQL) 18.6", "a plain user");
        });
        return new CommandLine(new DoctorCommand(doctor, this::state))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
